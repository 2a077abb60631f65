package io.github.spo4j.examples.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What stands on a terminal after all that was sent to it: text, colours left out, lines written over each other. */
final class Screen {

    private static final Pattern COMMAND = Pattern.compile("\u001b\\[([0-9;?]*)([A-Za-z])");

    private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
    private int row;
    private int column;

    private Screen() {}

    static String after(String sent) {
        Screen screen = new Screen();
        Matcher command = COMMAND.matcher(sent);
        int at = 0;
        while (at < sent.length()) {
            if (command.region(at, sent.length()).lookingAt()) {
                screen.obey(command.group(2), command.group(1));
                at = command.end();
            } else {
                screen.show(sent.charAt(at));
                at++;
            }
        }
        return screen.lines.stream()
                .map(line -> line.toString().stripTrailing())
                .collect(Collectors.joining("\n"))
                .stripTrailing();
    }

    private void show(char character) {
        switch (character) {
            case '\r' -> column = 0;
            case '\b' -> column = Math.max(0, column - 1);
            case '\n' -> {
                row++;
                if (row == lines.size()) {
                    lines.add(new StringBuilder());
                }
            }
            default -> {
                StringBuilder line = lines.get(row);
                while (line.length() <= column) {
                    line.append(' ');
                }
                line.setCharAt(column, character);
                column++;
            }
        }
    }

    private void obey(String command, String argument) {
        switch (command) {
            case "K" -> {
                StringBuilder line = lines.get(row);
                if (argument.equals("2")) {
                    line.setLength(0);
                } else if (line.length() > column) {
                    line.setLength(column);
                }
            }
            case "J" -> {
                lines.subList(row + 1, lines.size()).clear();
                obey("K", argument);
            }
            case "A" -> row = Math.max(0, row - count(argument));
            case "G" -> column = count(argument) - 1;
            case "m", "h", "l" -> {
                // colours, and whether the cursor is seen
            }
            default -> throw new IllegalArgumentException("this screen does not know ESC [ " + argument + command);
        }
    }

    private static int count(String argument) {
        return argument.isEmpty() ? 1 : Integer.parseInt(argument);
    }
}
