package io.github.spo4j.style;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table of a Word document. Its rows become lines, with {@code |} between the cells; but a frame around an article, or
 * columns of text side by side, are no table to a reader, and keep their paragraphs.
 */
final class DocxTable {

    private final List<List<String>> rows = new ArrayList<>();

    void startRow() {
        rows.add(new ArrayList<>());
    }

    void add(String cell) {
        if (rows.isEmpty()) {
            startRow();
        }
        rows.get(rows.size() - 1).add(cell);
    }

    String text() {
        rows.removeIf(row -> row.stream().allMatch(String::isBlank));
        return isLayout()
                ? rows.stream().flatMap(List::stream).map(DocxTable::paragraphs).collect(Collectors.joining())
                : rows.stream().map(DocxTable::line).collect(Collectors.joining());
    }

    private boolean isLayout() {
        boolean oneColumn = rows.stream().allMatch(row -> row.size() == 1);
        boolean sideBySide = rows.size() == 1 && rows.get(0).stream().anyMatch(DocxTable::hasParagraphs);
        return oneColumn || sideBySide;
    }

    private static boolean hasParagraphs(String cell) {
        return cell.lines().filter(line -> !line.isBlank()).limit(2).count() == 2;
    }

    private static String paragraphs(String cell) {
        return cell.isBlank() ? "" : cell.stripTrailing() + "\n";
    }

    private static String line(List<String> row) {
        return row.stream().map(DocxTable::inOneLine).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String inOneLine(String cell) {
        return cell.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining(" "));
    }
}
