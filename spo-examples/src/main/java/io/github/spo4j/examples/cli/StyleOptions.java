package io.github.spo4j.examples.cli;

import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.langchain4j.ModelsConfig;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.model.ModelSettings;
import io.github.spo4j.style.ExtractionListener;
import io.github.spo4j.style.StyleExtractor;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say by which model styles are described, where the profiles go, and what it may take. */
final class StyleOptions {

    private static final String FLAG = "--llm-model";

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "The folder for profiles, which gets single_articles/ and merged_articles/. Default: dataset; "
                            + "with --offline dataset-offline.")
    private @Nullable Path out;

    @Option(
            names = FLAG,
            paramLabel = "MODEL",
            description = "Model that describes styles. Default: the only model of the config file, else "
                    + RoleModels.WORKER + ".")
    private @Nullable String model;

    @Option(
            names = "--temp",
            paramLabel = "T",
            converter = Numbers.Temperature.class,
            description = "Its temperature. Default: that of the config file, else the model's own.")
    private @Nullable Double temperature;

    @Mixin
    private ConfigOption config;

    @Option(
            names = "--offline",
            description = "Call no model: a simulation describes what can be counted in a text, to see how it works "
                    + "without a key.")
    private boolean offline;

    @Option(
            names = "--simplify",
            description = "Turn traditional Chinese characters into simplified ones, in articles and profiles.")
    private boolean simplify;

    @Mixin
    private CallOptions calls;

    @Mixin
    private BudgetOptions budget;

    @SuppressWarnings("NullAway") // picocli sets what is not marked nullable
    StyleOptions() {}

    /** A simulated profile never lies among real ones. */
    Path out() {
        if (out != null) {
            return out;
        }
        return Path.of(offline ? "dataset-offline" : "dataset");
    }

    boolean isOffline() {
        return offline;
    }

    BudgetOptions budget() {
        return budget;
    }

    StyleExtractor extractor(ExtractionListener listener, PrintWriter err) {
        StyleExtractor.Builder extractor = StyleExtractor.builder()
                .callPolicy(calls.policy())
                .budget(budget.budget())
                .listener(listener);
        if (simplify) {
            extractor.textConversion(SimplifiedChinese::of);
        }
        if (offline) {
            err.println(SimulatedModel.NOTICE);
            extractor.model(SimulatedModel.builder().seed(1).build(), ModelSettings.named("simulation"));
        } else {
            configure(extractor, err);
        }
        try {
            return extractor.build();
        } catch (IllegalArgumentException e) { // a limit on money, and no price of the model
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private void configure(StyleExtractor.Builder extractor, PrintWriter err) {
        ModelsConfig models = config.read();
        models.notices().forEach(notice -> err.println("note: " + notice));
        RoleModels.Role role = new RoleModels.Role(
                ModelRole.EXTRACT, "describes styles", FLAG, model, RoleModels.WORKER, temperature, null);
        RoleModels.requireEntries(models, List.of(role));
        extractor.model(models.port(role.modelIn(models)), role.settingsIn(models));
    }
}
