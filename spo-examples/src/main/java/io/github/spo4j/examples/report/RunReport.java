package io.github.spo4j.examples.report;

import static java.util.Objects.requireNonNull;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.github.spo4j.RecordedRun;
import io.github.spo4j.model.PriceTable;
import java.util.Locale;

/** A report on a run. The same journal gives the same report, to the byte. Immutable. */
public final class RunReport {

    private final RecordedRun run;
    private final PriceTable prices;
    private final boolean inDollars;

    private RunReport(RecordedRun run, PriceTable prices, boolean inDollars) {
        this.run = requireNonNull(run, "run");
        this.prices = requireNonNull(prices, "prices");
        this.inDollars = inDollars;
    }

    /**
     * A report on what is recorded of a run, finished or not.
     *
     * @param run the run
     * @param prices of its models
     * @param inDollars whether these are US dollars; other prices are shown without a currency
     * @return the report
     */
    public static RunReport of(RecordedRun run, PriceTable prices, boolean inDollars) {
        return new RunReport(run, prices, inDollars);
    }

    /**
     * {@return one HTML file that opens without network, without scripts}
     *
     * @param language Chinese, or English for any other
     */
    public String html(Locale language) {
        TemplateEngine engine = TemplateEngine.createPrecompiled(
                null, ContentType.Html, RunReport.class.getClassLoader(), RunReport.class.getPackageName());
        StringOutput html = new StringOutput();
        engine.render("report.jte", content(language), html);
        return html.toString();
    }

    /**
     * {@return Markdown for a pull request, without the answers}
     *
     * @param language Chinese, or English for any other
     */
    public String markdown(Locale language) {
        return new MarkdownReport(content(language)).text();
    }

    private ReportContent content(Locale language) {
        return new ReportContent(
                run,
                run.usage().priced(role -> prices.price(run.settings(role).name())),
                inDollars,
                ReportWords.of(language));
    }
}
