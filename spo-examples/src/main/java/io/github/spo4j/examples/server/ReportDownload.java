package io.github.spo4j.examples.server;

import io.github.spo4j.examples.report.RunReport;
import io.github.spo4j.examples.server.job.Job;
import io.github.spo4j.examples.server.job.JobEngine;
import io.github.spo4j.model.PriceTable;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;

/** Sends the report on a run as a file to keep. */
final class ReportDownload {

    static final List<String> FORMATS = List.of("html", "md");
    static final List<String> LANGUAGES = List.of("en", "zh");

    private ReportDownload() {}

    static void send(Job job, JobEngine engine, Context ctx) {
        String format = oneOf(FORMATS, "format", ctx);
        Locale language = Locale.forLanguageTag(oneOf(LANGUAGES, "language", ctx));
        RunReport report = RunReport.of(engine.recordedRun(job), PriceTable.shipped(), true);
        boolean html = format.equals("html");
        String text = html ? report.html(language) : report.markdown(language);
        ctx.contentType((html ? "text/html" : "text/markdown") + "; charset=utf-8");
        ctx.header("Content-Disposition", "attachment; filename=\"spo-" + job.id() + "." + format + "\"");
        ctx.header("Cache-Control", "no-store");
        ctx.result(text);
    }

    /** The parameter's value; the first one that there is, if it is not given. */
    private static String oneOf(List<String> values, String name, Context ctx) {
        String given = ctx.queryParam(name);
        if (given != null && !values.contains(given)) {
            throw new Refusal(Refusal.Reason.MALFORMED_REQUEST, name + " must be one of " + String.join(", ", values));
        }
        return given == null ? values.get(0) : given;
    }
}
