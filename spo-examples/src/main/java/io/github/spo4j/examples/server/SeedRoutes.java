package io.github.spo4j.examples.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.examples.server.Refusal.Reason;
import io.github.spo4j.examples.server.job.Job;
import io.github.spo4j.examples.server.job.JobEngine;
import io.github.spo4j.examples.server.job.JobException;
import io.github.spo4j.examples.server.job.JobState;
import io.github.spo4j.examples.server.job.RequestFields;
import io.github.spo4j.run.Round;
import io.github.spo4j.style.StyleProfile;
import io.github.spo4j.template.IterationTemplate;
import io.github.spo4j.template.QuestionAnswer;
import io.javalin.http.Context;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of the Python services, for their clients. Each request runs as its own job and shares nothing, fields
 * are text and never paths, and a failure is never answered as a success.
 */
final class SeedRoutes {

    static final String OPTIMIZE = "/optimize";
    static final String EXTRACT = "/extract-style";
    private static final String HEALTH = "/health";

    private static final Logger LOGGER = System.getLogger(SeedRoutes.class.getName());

    private static final int ROUNDS = 3;
    private static final int CALLS = 100;
    private static final int MOST_SECONDS = 900;
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** The longest text that fits into a template. */
    private static final int MOST_CHARACTERS = 300_000;

    private static final String REQUIREMENTS = "按照题目的要求写一篇文章：写明全部给定的事实，不编造；有风格要求时照其风格写，" + "给出图片时用上图片；结构、语气和详略贴近参考文章。";

    private static final Map<String, String> NAMES = Map.of(
            "prompt", "提示词（prompt）",
            "article_text", "参考文章（article_text）",
            "fact_info", "事实信息（fact_info）",
            "style", "风格要求（style）",
            "image", "图片信息（image）",
            "text", "文章（text）",
            "extra", "补充说明（extra）");

    private final JobEngine engine;
    private final RequestBody bodies;
    private final Semaphore waiting;

    SeedRoutes(JobEngine engine, RequestBody bodies, HttpLimits limits) {
        this.engine = engine;
        this.bodies = bodies;
        waiting = new Semaphore(limits.waiting());
    }

    List<Route> all() {
        return List.of(
                Route.post(OPTIMIZE, this::optimize),
                Route.post(EXTRACT, this::extract),
                Route.get(HEALTH, this::health).open());
    }

    static boolean isOne(String path) {
        return path.equals(OPTIMIZE) || path.equals(EXTRACT);
    }

    private void optimize(Context ctx) {
        RequestFields fields = fields(ctx, "prompt", "article_text", "fact_info", "style", "image");
        String prompt = fields.requiredText("prompt");
        String article = fields.requiredText("article_text");
        String facts = fields.requiredText("fact_info");
        String style = fields.text("style");
        String image = fields.text("image");
        fields.requireRight();
        requireShort(prompt, article, facts, style, image);
        IterationTemplate template = IterationTemplate.of(
                prompt, REQUIREMENTS, List.of(QuestionAnswer.of(question(facts, style, image), article)));
        ObjectNode request = Json.object().put("kind", "optimize").put("name", OPTIMIZE);
        request.put("template", template.toYaml());
        request.put("max_rounds", ROUNDS).put("questions", 1).put("language", "zh");
        await(ctx, limited(request), job -> answerOptimized(job, ctx));
    }

    private static String question(String facts, @Nullable String style, @Nullable String image) {
        StringBuilder question = new StringBuilder("请写一篇文章。\n必须写到的事实：").append(facts);
        if (style != null && !style.isBlank()) {
            question.append("\n风格要求：").append(style);
        }
        if (image != null && !image.isBlank()) {
            question.append("\n可用的图片：").append(image);
        }
        return question.toString();
    }

    /** An optimization succeeded only if a rewritten prompt was compared with the one before. */
    private void answerOptimized(Job job, Context ctx) {
        List<Round> rounds = engine.measuredRun(job).rounds();
        boolean compared = rounds.stream().skip(1).anyMatch(round -> round.voidReason() == null);
        ObjectNode result = job.result();
        if (!compared || result == null) {
            throw failed(502, "模型没有给出可用的新提示词");
        }
        ObjectNode json = Json.object().put("ret_code", 0);
        json.put("best_prompt", result.path("best_prompt").asText());
        boolean better = result.path("best_round").asInt() > 1;
        json.put("msg", better ? "优化完成，评审更喜欢新的提示词；没有在其他题目上检验。" : "优化完成，没有比原提示词更好的。");
        json.set("confirmation", result.get("confirmation"));
        Json.send(ctx, 200, json);
    }

    private void extract(Context ctx) {
        RequestFields fields = fields(ctx, "text", "extra");
        String text = fields.requiredText("text");
        String extra = fields.text("extra");
        fields.requireRight();
        requireShort(text, extra);
        ObjectNode request = Json.object().put("kind", "extract").put("name", EXTRACT);
        request.putArray("articles").addObject().put("name", "text").put("text", text);
        request.put("simplify", true);
        if (extra != null && !extra.isBlank()) {
            request.put("extra", engine.setup().simplify().apply(extra));
        }
        await(ctx, limited(request), job -> answerExtracted(job, ctx));
    }

    private static void answerExtracted(Job job, Context ctx) {
        ObjectNode result = job.result();
        JsonNode profile = result == null ? null : result.at("/profiles/0/profile");
        if (profile == null || !profile.isObject()) {
            throw failed(502, "模型没有给出可用的文风描述");
        }
        StyleProfile style = StyleProfile.parse("profile", profile.toString());
        ObjectNode json = Json.object().put("ret_code", 0).put("msg", "文风提取完成。");
        json.put("style_summary", style.summary()).put("style_category", style.category());
        put(style.labels(), json.putArray("style_label"));
        json.set("style", profile.path("style").isObject() ? profile.get("style") : Json.object());
        json.put("fact_info", style.facts()).put("image", style.image());
        json.put("CoT", style.chainOfThought()).put("template_title", style.templateTitle());
        put(style.templateParts(), json.putArray("template_part"));
        put(style.templateLabels(), json.putArray("template_label"));
        json.put("prompt", style.prompt());
        Json.send(ctx, 200, json);
    }

    private static void put(List<String> texts, ArrayNode json) {
        texts.forEach(json::add);
    }

    /** Other fields are ignored, as the Python services did. */
    private RequestFields fields(Context ctx, String... names) {
        ObjectNode request;
        try {
            request = Json.read(bodies.json(ctx));
        } catch (Refusal e) {
            throw e.reason() == Reason.MALFORMED_REQUEST ? failed(422, "请求体不是可读的 JSON 对象") : e;
        }
        return RequestFields.of(request.retain(names));
    }

    private static void requireShort(@Nullable String... texts) {
        for (String text : texts) {
            if (text != null && text.length() > MOST_CHARACTERS) {
                throw failed(413, "文本过长，每个字段最多 " + MOST_CHARACTERS + " 个字符");
            }
        }
    }

    private ObjectNode limited(ObjectNode request) {
        Long most = engine.setup().limits().most().calls();
        request.putObject("budget").put("calls", most == null ? CALLS : Math.min(CALLS, most));
        long time = Math.min(MOST_SECONDS, engine.setup().limits().mostTime().toSeconds());
        return request.put("max_time", time);
    }

    private void await(Context ctx, ObjectNode request, Consumer<Job> answer) {
        if (!waiting.tryAcquire()) {
            throw failed(503, "同时处理的请求过多，请稍后重试");
        }
        try {
            String owner = Gate.owner(ctx);
            Job job = engine.submit(owner, request, null).job();
            try {
                Job ended = ended(owner, job.id());
                if (ended.state() != JobState.DONE) {
                    throw failed(ended);
                }
                answer.accept(ended);
            } finally {
                remove(owner, job.id());
            }
        } finally {
            waiting.release();
        }
    }

    private Job ended(String owner, String id) {
        long until =
                System.nanoTime() + Duration.ofSeconds(MOST_SECONDS).plus(GRACE).toNanos();
        try {
            while (System.nanoTime() < until) {
                Job job = engine.awaitEnd(owner, id, LOOK);
                if (job.state().hasEnded()) {
                    return job;
                }
                if (!engine.isTaking() && job.state() == JobState.QUEUED) {
                    throw failed(503, "服务正在停止，请稍后重试");
                }
            }
            throw failed(503, "处理时间过长，已放弃");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(503, "服务正在停止，请稍后重试");
        }
    }

    private static SeedFailure failed(Job job) {
        String code = job.error() == null ? "" : job.error().code();
        return switch (code) {
            case "out_of_budget", "out_of_time" -> failed(503, "达到了调用次数或时间的上限");
            case "model_unreachable" -> failed(502, "模型暂时无法访问，请稍后重试");
            case "model_refused" -> failed(502, "模型拒绝了请求，请检查服务的配置");
            case "no_usable_reply" -> failed(502, "模型没有给出可用的回答");
            default -> failed(503, "服务暂时无法完成请求，请稍后重试");
        };
    }

    /** Removes the job, which no client can read later. */
    private void remove(String owner, String id) {
        try {
            if (!engine.find(owner, id).state().hasEnded()) {
                engine.cancel(owner, id);
                return; // it ends shortly, and stays in the history
            }
            engine.delete(owner, id);
        } catch (JobException e) {
            LOGGER.log(Level.DEBUG, "a job that was waited for could not be removed", e);
        }
    }

    private void health(Context ctx) {
        boolean database = engine.isReachable();
        boolean ready = database && engine.isTaking();
        ObjectNode json = extractFailure(ready ? "服务正常。" : "服务暂时不接受任务。");
        json.put("ret_code", ready ? 0 : 1);
        json.put("live", true).put("ready", ready).put("database", database);
        ctx.header("Cache-Control", "no-store");
        Json.send(ctx, ready ? 200 : 503, json);
    }

    /** What went wrong, and the status of the answer. */
    static final class SeedFailure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        /** The HTTP status. */
        private final int status;

        private SeedFailure(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    private static SeedFailure failed(int status, String message) {
        return new SeedFailure(status, message);
    }

    static void send(SeedFailure failure, Context ctx) {
        send(ctx, failure.status, String.valueOf(failure.getMessage()));
    }

    static void refuse(Refusal refusal, Context ctx) {
        Reason reason = refusal.reason();
        int status = reason == Reason.MALFORMED_REQUEST ? 422 : reason.status();
        send(ctx, status, message(refusal));
    }

    private static void send(Context ctx, int status, String message) {
        String whole = (ctx.path().equals(OPTIMIZE) ? "优化失败：" : "文风提取失败：") + message + "。";
        Json.send(ctx, status, ctx.path().equals(OPTIMIZE) ? optimizeFailure(whole) : extractFailure(whole));
    }

    private static String message(Refusal refusal) {
        return switch (refusal.reason()) {
            case INVALID_REQUEST, INVALID_TEMPLATE, INVALID_ARTICLE -> {
                List<String> names = new ArrayList<>();
                refusal.wrongs().forEach(wrong -> {
                    String name = wrong.field() == null ? null : NAMES.get(wrong.field());
                    if (name != null && !names.contains(name)) {
                        names.add(name);
                    }
                });
                yield names.isEmpty() ? "请求内容有误" : "以下字段缺失、为空或不是文本：" + String.join("、", names);
            }
            case UNAUTHORIZED -> "需要访问令牌";
            case REQUEST_TOO_LARGE -> "请求过大";
            case UNSUPPORTED_MEDIA_TYPE -> "请使用 application/json";
            case REQUEST_TIMEOUT -> "请求传输超时";
            case TOO_MANY_REQUESTS, TOO_MANY_JOBS, TOO_MANY_STREAMS -> "请求过多，请稍后重试";
            case NOT_READY -> "服务暂时不可用，请稍后重试";
            case INTERNAL_ERROR -> "服务内部错误";
            default -> "请求被拒绝";
        };
    }

    private static ObjectNode optimizeFailure(String message) {
        return Json.object().put("ret_code", 1).putNull("best_prompt").put("msg", message);
    }

    private static ObjectNode extractFailure(String message) {
        ObjectNode json = Json.object().put("ret_code", 1).put("msg", message);
        for (String name : List.of(
                "style_summary",
                "style_category",
                "style_label",
                "style",
                "fact_info",
                "image",
                "CoT",
                "template_title",
                "template_part",
                "template_label",
                "prompt")) {
            json.putNull(name);
        }
        return json;
    }
}
