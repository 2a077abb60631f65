package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.terminal.Terminal;
import io.github.spo4j.langchain4j.ConfigException;
import io.github.spo4j.langchain4j.ModelsConfig;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks everything that a run needs. Prints no key. */
final class Checkup {

    private static final long LITTLE_ROOM = 100L << 20;
    private static final Instant BUILT_AFTER = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration WRONG = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Enough for one word; a model that thinks first exceeds it, which is an answer too. */
    private static final int FEW_TOKENS = 3;

    /** Enough for an object of one field: some servers refuse one that is cut. */
    private static final int TOKENS_OF_JSON = 30;

    private static final String SAY_YES = "Say yes.";
    private static final String SAY_JSON = "Say yes, as JSON: {\"answer\": \"yes\"}";

    private final List<Finding> findings = new ArrayList<>();
    private final Clock clock;

    private Checkup(Clock clock) {
        this.clock = clock;
    }

    /**
     * Runs all checks.
     *
     * @param terminal facts about the terminal
     * @param clock the machine's clock
     * @param workspace the folder for results
     * @param models the model of each role, or null if none is needed
     * @param calling whether to ask the models for a few tokens
     */
    static List<Finding> of(
            Terminal terminal, Clock clock, Path workspace, @Nullable RoleModels models, boolean calling) {
        Checkup checkup = new Checkup(clock);
        checkup.java();
        checkup.terminal(terminal);
        checkup.clock();
        checkup.workspace(workspace);
        if (models != null) {
            checkup.models(models, calling);
        }
        return checkup.findings;
    }

    private void java() { // versions before 17 cannot run this code
        String vendor = System.getProperty("java.vendor");
        findings.add(Finding.ok(
                "java",
                Phrase.of(
                        "doctor.java.vendor",
                        Runtime.version(),
                        vendor == null ? Phrase.of("doctor.java.vendor.none") : vendor)));
    }

    private void terminal(Terminal terminal) {
        String colours = terminal.showsColours() ? "colours" : "plain";
        findings.add(
                Finding.ok("terminal", Phrase.of("doctor.terminal." + (terminal.readsOutput() ? colours : "none"))));
    }

    private void clock() {
        Instant now = clock.instant();
        findings.add(
                now.isBefore(BUILT_AFTER)
                        ? Finding.warn("clock", Phrase.of("doctor.clock.past", now))
                        : Finding.ok("clock", Phrase.verbatim(now.toString())));
    }

    /** Checks the nearest existing folder: a run creates the missing ones. */
    private void workspace(Path workspace) {
        Path folder = workspace.toAbsolutePath().normalize();
        while (!Files.exists(folder) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        if (!Files.isDirectory(folder)) {
            findings.add(Finding.wrong("workspace", Phrase.of("doctor.workspace.file", folder)));
            return;
        }
        try {
            Path file = Files.createTempFile(folder, ".spo-doctor", "");
            Instant written = Files.getLastModifiedTime(file).toInstant();
            Files.delete(file);
            findings.add(Finding.ok("workspace", Phrase.of("doctor.workspace.ok", workspace)));
            dates(folder, Duration.between(clock.instant(), written));
        } catch (IOException e) {
            findings.add(Finding.wrong("workspace", Phrase.of("doctor.workspace.closed", folder)));
        }
        room(folder);
    }

    /** A disk on another machine dates files by that machine's clock. */
    private void dates(Path folder, Duration ahead) {
        if (ahead.abs().compareTo(WRONG) > 0) {
            String which = ahead.isNegative() ? "doctor.clock.behind" : "doctor.clock.ahead";
            findings.add(
                    Finding.warn("clock", Phrase.of(which, folder, ahead.abs().toSeconds())));
        }
    }

    private void room(Path folder) {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            String room = UsageText.count(free >> 20);
            findings.add(
                    free < LITTLE_ROOM
                            ? Finding.warn("disk", Phrase.of("doctor.disk.little", room, folder))
                            : Finding.ok("disk", Phrase.of("doctor.disk.room", room)));
        } catch (IOException e) {
            findings.add(Finding.warn("disk", Phrase.of("doctor.disk.unknown", folder)));
        }
    }

    private void models(RoleModels models, boolean calling) {
        ModelsConfig config;
        try {
            config = models.config();
        } catch (ConfigException e) {
            findings.add(Finding.wrong("config", said(e)));
            return;
        }
        if (config.file().isEmpty() && models.roles().stream().allMatch(role -> role.model() == null)) {
            findings.add(Finding.wrong("config", Phrase.of("refused.config.none")));
            return;
        }
        findings.add(Finding.ok(
                "config",
                config.file()
                        .map(file -> Phrase.of("doctor.config.models", file, config.names()))
                        .orElseGet(() -> Phrase.of("doctor.config.none"))));
        config.notices().forEach(notice -> findings.add(Finding.warn("config", Phrase.verbatim(notice))));
        models.roles().forEach(role -> role(role, config, calling));
        Role extracting = new Role(ModelRole.EXTRACT, StyleOptions.FLAG, models.orElse(null), null, null);
        if (calling && extracting.missingIn(config).isEmpty()) { // another model can be named when it is needed
            role(extracting, config, true);
        }
    }

    private static Phrase said(RuntimeException e) {
        return Phrase.verbatim(String.valueOf(e.getMessage()));
    }

    private void role(Role role, ModelsConfig config, boolean calling) {
        String what = RoleText.name(role.role());
        Optional<Phrase> missing = role.missingIn(config);
        if (missing.isPresent()) {
            findings.add(Finding.wrong(
                    what,
                    Phrase.of(
                            role.nameIn(config).isEmpty() ? "doctor.role.none" : "doctor.model.none", missing.get())));
            return;
        }
        String name = role.nameIn(config).orElseThrow();
        try {
            ChatModelPort port = config.port(name);
            findings.add(
                    calling
                            ? answer(what, name, role, config, port)
                            : Finding.ok(what, Phrase.of("doctor.model.ready", name)));
        } catch (ConfigException e) { // also a key that is missing
            findings.add(Finding.wrong(what, said(e)));
        }
    }

    /** Asks for what a command will ask for, since a server may refuse the temperature, the limit of tokens or JSON mode. */
    private static Finding answer(String what, String name, Role role, ModelsConfig config, ChatModelPort port) {
        boolean json = role.role() == ModelRole.EXTRACT;
        ModelSettings settings = role.settingsIn(config);
        ModelRequest request = ModelRequest.of(role.role(), List.of(Message.user(json ? SAY_JSON : SAY_YES)))
                .settings(
                        settings.maxOutputTokens() == null
                                ? settings.maxOutputTokens(json ? TOKENS_OF_JSON : FEW_TOKENS)
                                : settings)
                .json(json)
                .deadline(Instant.now().plus(PATIENCE))
                .build();
        try {
            return Finding.ok(what, answers(name, port.chat(request)));
        } catch (ModelException e) {
            if (e.isNoUsableReply() && e.status() != null) { // reached, and yet it says no
                return Finding.warn(what, Phrase.of("doctor.model.silent", name, said(e)));
            }
            return e.isNoUsableReply()
                    ? Finding.ok(what, Phrase.of("doctor.model.reached", name))
                    : Finding.unreachable(what, Phrase.of("doctor.model.silent", name, said(e)));
        }
    }

    private static Phrase answers(String name, ModelReply reply) {
        String served = reply.servedModel();
        return served == null
                ? Phrase.of("doctor.model.answers", name)
                : Phrase.of("doctor.model.answers.as", name, served);
    }
}
