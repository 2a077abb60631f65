package io.github.spo4j.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.evaluation.ComparisonResult;
import io.github.spo4j.examples.view.ComparisonJson;
import io.github.spo4j.examples.view.JsonLine;
import java.nio.file.Path;

/** A comparison for programs: one JSON object on one line. */
final class CompareJson {

    private CompareJson() {}

    static String of(ComparisonResult result, Path files) {
        ObjectNode root = JsonLine.object();
        ComparisonJson.put(result, root);
        root.put("files", files.toString());
        return JsonLine.of(root);
    }
}
