package io.github.spo4j.examples.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.github.spo4j.PromptOptimizer;
import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.examples.simulation.SimulatedServer;
import io.github.spo4j.model.ModelReply;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.run.RunEstimate;
import io.github.spo4j.template.IterationTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EstimateCommandTest {

    @TempDir
    private Path folder;

    private Path config(String baseUrl) throws IOException {
        Path config = folder.resolve("config2.yaml");
        Files.writeString(config, "models:\n  gpt-4o-mini:\n    base_url: " + baseUrl + "\n    api_key: none\n");
        return config;
    }

    @Test
    void it_says_what_each_role_takes_and_costs_and_calls_nothing() throws IOException {
        try (SimulatedServer server =
                SimulatedServer.start(SimulatedModel.builder().seed(5).build(), Duration.ZERO)) {
            CommandLineTexts estimate = new CommandLineTexts(
                    "estimate",
                    "--config",
                    config(server.baseUrl()).toString(),
                    "--workspace",
                    folder.resolve("w").toString());

            assertThat(estimate.status()).as(estimate.err()).isZero();
            assertThat(estimate.out().lines())
                    .anyMatch(line -> line.matches("likely +calls +tokens in +tokens out +cost"))
                    .anyMatch(line -> line.matches("optimize +9 +[\\d,]+ +[\\d,]+ +0\\.\\d+ US dollars"))
                    .anyMatch(line -> line.matches("execute +30 +[\\d,]+ +[\\d,]+ +0\\.\\d+ US dollars"))
                    .anyMatch(line -> line.matches("evaluate +36 +[\\d,]+ +[\\d,]+ +0\\.\\d+ US dollars"))
                    .anyMatch(line -> line.matches("total +75 +[\\d,]+ +[\\d,]+ +0\\.\\d+ US dollars"))
                    .anyMatch(line -> line.matches("at most +calls +tokens in +tokens out +cost"))
                    .anyMatch(line -> line.matches("total +75 +- +- +no upper limit: set max_tokens"));
            assertThat(server.requests()).isZero();
            assertThat(folder.resolve("w")).doesNotExist();
        }
    }

    @Test
    void its_json_has_both_figures_by_role() throws IOException {
        CommandLineTexts estimate =
                new CommandLineTexts("estimate", "--offline", "--max-rounds", "3", "--questions", "2", "--json");

        JsonNode json = new ObjectMapper().readTree(estimate.out());
        assertThat(estimate.out().lines()).hasSize(1);
        assertThat(json.at("/likely/total/calls").asInt()).isEqualTo(16);
        assertThat(json.at("/likely/evaluate/input_tokens").asInt()).isPositive();
        assertThat(json.at("/likely/total/cost").isNull()).isTrue();
        assertThat(json.at("/at_most/evaluate/output_tokens").isNull()).isTrue();
    }

    @Test
    void without_a_price_the_cost_is_unknown() {
        CommandLineTexts estimate = new CommandLineTexts("estimate", "--offline");

        assertThat(estimate.status()).as(estimate.err()).isZero();
        assertThat(estimate.out()).contains("unknown: no price for the model, see --prices");
    }

    @Test
    void what_it_reckons_is_near_to_what_a_run_takes() throws IOException {
        try (SimulatedServer server =
                SimulatedServer.start(SimulatedModel.builder().seed(3).build(), Duration.ZERO)) {
            String config = config(server.baseUrl()).toString();
            String workspace = folder.resolve("w").toString();
            JsonNode reckoned = new ObjectMapper()
                    .readTree(new CommandLineTexts("estimate", "--config", config, "--workspace", workspace, "--json")
                            .out());
            JsonNode taken = new ObjectMapper()
                    .readTree(new CommandLineTexts(
                                    "optimize", "--config", config, "--workspace", workspace, "--seed", "1", "--json")
                            .out());

            for (String role : List.of("optimize", "execute", "evaluate", "total")) {
                assertThat(taken.at("/usage/" + role + "/calls").asInt())
                        .as(role)
                        .isPositive()
                        .isLessThanOrEqualTo(
                                reckoned.at("/at_most/" + role + "/calls").asInt());
            }
        }
    }

    @Test
    void at_most_goes_by_the_limits_of_the_models() throws IOException {
        Path config = folder.resolve("config2.yaml");
        Files.writeString(
                config, "models:\n  gpt-4o-mini: {base_url: http://127.0.0.1:9/v1, api_key: none, max_tokens: 1000}\n");

        CommandLineTexts estimate = new CommandLineTexts("estimate", "--config", config.toString());

        assertThat(estimate.status()).as(estimate.err()).isZero();
        assertThat(estimate.out().lines())
                .anyMatch(line -> line.matches("execute +30 +[\\d,]+ +30,000 +0\\.\\d+ US dollars"));
    }

    static Stream<Arguments> texts() throws IOException {
        Path main = Path.of("src/main/resources");
        return Stream.of(
                argumentSet(
                        "English",
                        IterationTemplate.read(main.resolve("templates").resolve("Navigate.yaml"))),
                argumentSet(
                        "Chinese",
                        IterationTemplate.read(main.resolve("templates").resolve("Poem.yaml"))));
    }

    @ParameterizedTest(name = "{argumentSetName}")
    @MethodSource("texts")
    void the_rule_of_thumb_is_within_a_third_of_a_tokenizer(IterationTemplate template) {
        Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
        PromptOptimizer optimizer = PromptOptimizer.builder()
                .model(request -> ModelReply.of("not called"))
                .template(template)
                .seed(1)
                .build();

        RunEstimate thumb = optimizer.estimate();
        RunEstimate counted = optimizer.estimate(encoding::countTokensOrdinary);

        for (ModelRole role : List.of(ModelRole.OPTIMIZE, ModelRole.EXECUTE, ModelRole.EVALUATE)) {
            long about = requireNonNull(thumb.likely().of(role).reported().input());
            long tokens = requireNonNull(counted.likely().of(role).reported().input());
            System.out.printf("%s: rule of thumb %d, tokenizer %d%n", role, about, tokens);
            assertThat((double) about / tokens).as(role.name()).isBetween(0.67, 1.5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--judge spread", "--held-out 50", "--hand-out only-if-better"})
    void that_no_run_could_be_of_is_refused_in_a_sentence(String wrong) {
        List<String> args = new ArrayList<>(List.of("estimate", "--offline", "--template", "Poem.yaml"));
        args.addAll(List.of(wrong.split(" ", -1)));

        CommandLineTexts run = new CommandLineTexts(args.toArray(String[]::new));

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("spo: ").doesNotContain("Exception");
    }
}
