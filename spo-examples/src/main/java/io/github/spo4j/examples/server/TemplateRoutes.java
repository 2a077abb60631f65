package io.github.spo4j.examples.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.github.spo4j.examples.server.job.JobEngine;
import io.github.spo4j.examples.server.job.JobLimits;
import io.github.spo4j.examples.server.job.JobModels;
import io.github.spo4j.examples.server.job.RequestFields;
import io.github.spo4j.examples.server.job.TemplateCheck;
import io.github.spo4j.examples.view.UsageJson;
import io.github.spo4j.model.ModelRole;
import io.github.spo4j.policy.Budget;
import io.github.spo4j.run.RunEstimate;
import io.github.spo4j.style.ArticleReader;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;

/** Requests to make before a job is created. */
final class TemplateRoutes {

    private final JobEngine engine;
    private final RequestBody bodies;
    private final ServerSettings settings;
    private final Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

    TemplateRoutes(JobEngine engine, RequestBody bodies, ServerSettings settings) {
        this.engine = engine;
        this.bodies = bodies;
        this.settings = settings;
    }

    List<Route> all() {
        return List.of(
                Route.get("/api/v1/service", this::service),
                Route.post("/api/v1/templates/check", this::check),
                Route.post("/api/v1/estimates", this::estimate));
    }

    private void service(Context ctx) {
        JobModels models = engine.setup().models();
        JobLimits limits = engine.setup().limits();
        ObjectNode json = Json.object();
        json.put("version", settings.version()).put("simulation", models.isSimulation());
        json.put("token", !settings.tokens().isEmpty());
        ArrayNode names = json.putArray("models");
        models.names().forEach(names::add);
        ObjectNode roles = json.putObject("roles");
        for (ModelRole role : List.of(ModelRole.OPTIMIZE, ModelRole.EVALUATE, ModelRole.EXECUTE, ModelRole.EXTRACT)) {
            roles.put(role.name().toLowerCase(Locale.ROOT), models.usual(role).orElse(null));
        }
        ObjectNode budget = json.putObject("budget");
        put(limits.usual(), budget.putObject("usual"));
        put(limits.most(), budget.putObject("most"));
        json.putObject("limits")
                .put("template_bytes", TemplateCheck.MAX_BYTES)
                .put("article_bytes", ArticleReader.MAX_BYTES)
                .put("request_bytes", settings.limits().requestBytes())
                .put("articles", limits.articles())
                .put("unfinished_jobs", limits.unfinished())
                .put("max_rounds", limits.maxRounds())
                .put("max_time", limits.mostTime().toSeconds());
        ArrayNode formats = json.putArray("export_formats");
        JobRoutes.formats().forEach(formats::add);
        Json.send(ctx, 200, json);
    }

    private static void put(Budget budget, ObjectNode json) {
        json.put("calls", budget.calls()).put("tokens", budget.tokens()).put("money", budget.money());
    }

    private void check(Context ctx) {
        RequestFields fields = RequestFields.of(Json.read(bodies.json(ctx)));
        Json.send(ctx, 200, TemplateCheck.of(fields));
    }

    private void estimate(Context ctx) {
        JobEngine.Planned planned = engine.planned(Json.read(bodies.json(ctx)));
        RunEstimate estimate = planned.optimizer().estimate(encoding::countTokensOrdinary);
        ObjectNode json = Json.object();
        UsageJson.put(estimate.likely(), json.putObject("likely"));
        UsageJson.put(estimate.atMost(), json.putObject("at_most"));
        json.put("held_out", planned.heldOut()).put("comparison_calls", planned.comparisonCalls());
        Json.send(ctx, 200, json);
    }
}
