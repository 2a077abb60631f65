package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.cli.RoleModels.Role;
import io.github.spo4j.langchain4j.ConfigException;
import io.github.spo4j.langchain4j.ModelsConfig;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.Message;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at all that a run needs. Shows no key. */
final class Checkup {

    private static final long LITTLE_ROOM = 100L << 20;
    private static final Instant BUILT_AFTER = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration WRONG = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Enough for a word; a model that thinks first runs into it, which is an answer too. */
    private static final int FEW_TOKENS = 3;

    private final List<Finding> findings = new ArrayList<>();

    private Checkup() {}

    /**
     * Looks at everything.
     *
     * @param workspace where results go
     * @param models which model plays which role, or null if none is needed
     * @param calling whether to ask the models for a few tokens
     */
    static List<Finding> of(Path workspace, @Nullable RoleModels models, boolean calling) {
        Checkup checkup = new Checkup();
        checkup.java();
        checkup.terminal();
        checkup.clock(Instant.now());
        checkup.workspace(workspace);
        if (models != null) {
            checkup.models(models, calling);
        }
        return checkup.findings;
    }

    private void java() {
        String version = Runtime.version() + ", " + System.getProperty("java.vendor", "unknown vendor");
        findings.add(Finding.ok("java", version)); // an older one than 17 does not come as far as this
    }

    private void terminal() {
        boolean colours = Colours.wanted(System::getenv, Terminal.readsOutput());
        findings.add(Finding.ok(
                "terminal", (Terminal.readsOutput() ? "yes" : "no") + ", colours " + (colours ? "on" : "off")));
    }

    private void clock(Instant now) {
        findings.add(
                now.isBefore(BUILT_AFTER)
                        ? Finding.warn(
                                "clock",
                                now
                                        + " is in the past; set it, or no server's certificate is valid yet and rounds are dated wrongly")
                        : Finding.ok("clock", now.toString()));
    }

    /** In the nearest folder that is there: a run makes those that are not. */
    private void workspace(Path workspace) {
        Path folder = workspace.toAbsolutePath().normalize();
        while (!Files.exists(folder) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        if (!Files.isDirectory(folder)) {
            findings.add(Finding.wrong("workspace", folder + " is no folder; name another with --workspace"));
            return;
        }
        try {
            Path file = Files.createTempFile(folder, ".spo-doctor", "");
            Instant written = Files.getLastModifiedTime(file).toInstant();
            Files.delete(file);
            findings.add(Finding.ok("workspace", workspace + " can be written"));
            dates(folder, Duration.between(Instant.now(), written));
        } catch (IOException e) {
            findings.add(Finding.wrong(
                    "workspace", folder + " cannot be written; change its rights, or name another with --workspace"));
        }
        room(folder);
    }

    /** A disk on another machine dates files by a clock of its own. */
    private void dates(Path folder, Duration ahead) {
        if (ahead.abs().compareTo(WRONG) > 0) {
            findings.add(Finding.warn(
                    "clock",
                    "files in " + folder + " are dated " + ahead.abs().toSeconds() + " s "
                            + (ahead.isNegative() ? "behind" : "ahead of")
                            + " this machine; set the clock that is wrong, or rounds are dated wrongly"));
        }
    }

    private void room(Path folder) {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            String room = UsageText.count(free >> 20) + " MiB free";
            findings.add(
                    free < LITTLE_ROOM
                            ? Finding.warn("disk", room + " at " + folder + "; make room")
                            : Finding.ok("disk", room));
        } catch (IOException e) {
            findings.add(Finding.warn("disk", "how much is free at " + folder + " cannot be told"));
        }
    }

    private void models(RoleModels models, boolean calling) {
        ModelsConfig config;
        try {
            config = models.config();
        } catch (ConfigException | UsageException e) {
            findings.add(Finding.wrong("config", String.valueOf(e.getMessage())));
            return;
        }
        findings.add(Finding.ok("config", config.file() + " with " + String.join(", ", config.names())));
        config.notices().forEach(notice -> findings.add(Finding.warn("config", notice)));
        models.roles().forEach(role -> role(role, config, calling));
    }

    private void role(Role role, ModelsConfig config, boolean calling) {
        String what = UsageText.name(role.role());
        Optional<String> missing = role.missingIn(config);
        if (missing.isPresent()) {
            findings.add(Finding.wrong(what, "no model " + missing.get() + "; add it, or name another"));
            return;
        }
        String name = role.modelIn(config);
        try {
            ChatModelPort port = config.port(name);
            findings.add(
                    calling ? answer(what, name, role, config, port) : Finding.ok(what, name + " has what it needs"));
        } catch (ConfigException e) { // also a key that is missing
            findings.add(Finding.wrong(what, String.valueOf(e.getMessage())));
        }
    }

    private static Finding answer(String what, String name, Role role, ModelsConfig config, ChatModelPort port) {
        ModelRequest request = ModelRequest.of(role.role(), List.of(Message.user("Say yes.")))
                .settings(role.settingsIn(config).maxOutputTokens(FEW_TOKENS))
                .deadline(Instant.now().plus(PATIENCE))
                .build();
        try {
            ModelReply reply = port.chat(request);
            return Finding.ok(what, name + " answers" + served(reply));
        } catch (ModelException e) {
            return e.isNoUsableReply()
                    ? Finding.ok(what, name + " can be reached")
                    : Finding.unreachable(what, name + " does not answer: " + e.getMessage());
        }
    }

    private static String served(ModelReply reply) {
        return reply.servedModel() == null ? "" : ", as " + reply.servedModel();
    }
}
