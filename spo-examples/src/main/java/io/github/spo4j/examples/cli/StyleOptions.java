package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.langchain4j.ModelsConfig;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.style.StyleExtractor;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for the model that describes styles, the folder for profiles and the limits. */
final class StyleOptions {

    static final String FLAG = "--llm-model";

    private final Words words;

    @Option(names = "--out", paramLabel = "DIR")
    private @Nullable Path out;

    @Option(names = FLAG, paramLabel = "MODEL")
    private @Nullable String model;

    @Option(names = "--temp", paramLabel = "T", converter = Numbers.Temperature.class)
    private @Nullable Double temperature;

    @Mixin
    private ModelOption all;

    @Option(names = "--offline")
    private boolean offline;

    @Option(names = "--simplify")
    private boolean simplify;

    @Mixin
    private CallOptions calls;

    @Mixin
    private BudgetOptions budget;

    @Mixin
    private ProgressOptions progress;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    StyleOptions(Words words) {
        this.words = words;
    }

    /** Simulated and real profiles never share a folder. */
    Path out() {
        if (out != null) {
            return out;
        }
        return Path.of(offline ? "dataset-offline" : "dataset");
    }

    /** {@link #out()} for an extractor. */
    RunStorage folder() {
        return StyleExtractor.outputFolder(out());
    }

    boolean isOffline() {
        return offline;
    }

    BudgetOptions budget() {
        return budget;
    }

    ProgressOptions progress() {
        return progress;
    }

    /** The work on each text. */
    UnaryOperator<String> conversion() {
        return simplify ? SimplifiedChinese::of : UnaryOperator.identity();
    }

    StyleExtractor extractor(PrintWriter err) {
        StyleExtractor.Builder extractor = StyleExtractor.builder()
                .callPolicy(calls.policy(progress.waits(err)))
                .textConversion(conversion())
                .budget(budget.budget())
                .listener(progress.extraction(budget.currency(), err));
        if (offline) {
            err.println(words.say("simulated"));
            extractor.model(SimulatedModel.builder().seed(1).build(), ModelSettings.named("simulation"));
        } else {
            configure(extractor, err);
        }
        try {
            return extractor.build();
        } catch (IllegalArgumentException e) { // a limit on money, but no price for the model
            throw UsageException.of(e);
        }
    }

    private void configure(StyleExtractor.Builder extractor, PrintWriter err) {
        ModelsConfig models = RoleModels.noted(all.config(), words, err);
        Role role = new Role(ModelRole.EXTRACT, FLAG, all.orElse(model), temperature, null);
        Role.requireAll(models, List.of(role));
        extractor.model(role.portIn(models), role.settingsIn(models));
    }
}
