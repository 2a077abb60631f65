package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.RecordedRun;
import io.github.spo4j.examples.view.JsonLine;
import io.github.spo4j.model.ChatModelPort;
import io.github.spo4j.model.ModelException;
import io.github.spo4j.run.FailedCallRule;
import io.github.spo4j.run.Round;
import io.github.spo4j.run.Vote;
import io.github.spo4j.storage.RunStorage;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code spo replay}: replays a run from its journal, without a model. Reads files, locks and writes nothing. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {"  spo optimize --offline", "  spo replay workspace/Poem-offline"})
final class ReplayCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    private final Words words;

    @Mixin
    private RunFolder folder;

    @Option(names = "--json")
    private boolean json;

    @Option(names = "--verbose")
    @SuppressWarnings("UnusedVariable") // read through picocli when an error is printed
    private boolean verbose;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    ReplayCommand(Words words) {
        this.words = words;
    }

    @Override
    public Integer call() {
        RunStorage storage = folder.storage();
        RecordedRun run = RecordedRun.read(storage);
        if (run.rounds().isEmpty()) {
            throw new UsageException("refused.replay.rounds", folder);
        }
        List<Round> again = playedAgain(run, storage);
        int different = 0;
        while (different < again.size() && same(run.rounds().get(different), again.get(different))) {
            different++;
        }
        boolean same = different == run.rounds().size();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ObjectNode root = JsonLine.object();
            root.put("same", same);
            root.put("rounds", run.rounds().size());
            root.put("different_round", same ? null : (Integer) (different + 1));
            out.println(JsonLine.of(root));
        } else {
            out.println(same ? words.say("run.same", run.rounds().size()) : words.say("run.different", different + 1));
        }
        return same ? ExitStatus.DONE : ExitStatus.RUN;
    }

    /** A round that asks for what the journal does not have is void, and so not the same. */
    private List<Round> playedAgain(RecordedRun run, RunStorage storage) {
        ChatModelPort journal = RecordedRun.replay(storage);
        try {
            return folder.optimizer(run, role -> journal)
                    .storage(RunStorage.memory())
                    .onFailedCall(FailedCallRule.VOID_ROUND)
                    .build()
                    .optimize()
                    .run()
                    .rounds();
        } catch (ModelException e) { // round 1 is not in the journal, as in runs that the Python system started
            return List.of();
        }
    }

    /** Compares all but the times and the words beside the decisions, which earlier versions did not keep. */
    private static boolean same(Round recorded, Round again) {
        return recorded.prompt().equals(again.prompt())
                && recorded.answers().equals(again.answers())
                && recorded.accepted() == again.accepted()
                && choices(recorded).equals(choices(again))
                && Objects.isNull(recorded.voidReason()) == Objects.isNull(again.voidReason());
    }

    private static List<Vote> choices(Round round) {
        return round.votes().stream()
                .map(vote -> new Vote(vote.place(), vote.order(), vote.questions(), vote.choice()))
                .toList();
    }
}
