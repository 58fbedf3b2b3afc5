package io.tollgate.standalone;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Rows of cells under headings, in columns that are as wide as they must be: numbers to the right,
 * words to the left. Not thread-safe.
 */
final class Table {
    private static final String GAP = "  ";

    private final List<String> headings = new ArrayList<>();
    private final List<Boolean> numbers = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    /** Adds columns of words. */
    Table words(String... columns) {
        return columns(false, columns);
    }

    /** Adds columns of numbers. */
    Table numbers(String... columns) {
        return columns(true, columns);
    }

    private Table columns(boolean ofNumbers, String... columns) {
        for (String heading : columns) {
            headings.add(heading.toUpperCase(Locale.ROOT));
            numbers.add(ofNumbers);
        }
        return this;
    }

    /** A number as people read it, in groups of three digits. */
    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Adds a row, with a cell for each column. */
    void row(Object... cells) {
        row(
                Arrays.stream(cells)
                        .map(cell ->
                                cell instanceof Long || cell instanceof Integer
                                        ? number(((Number) cell).longValue())
                                        : cell.toString())
                        .toList());
    }

    /** Adds a row, with a cell for each column. */
    void row(List<String> cells) {
        if (cells.size() != headings.size()) {
            throw new IllegalArgumentException(
                    "a row of %d cells for %d columns".formatted(cells.size(), headings.size()));
        }
        rows.add(List.copyOf(cells));
    }

    /** Headings and rows, each a line. */
    String text() {
        var text = new StringBuilder(line(headings));
        rows.forEach(row -> text.append(line(row)));
        return text.toString();
    }

    private String line(List<String> cells) {
        var line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String blanks = " ".repeat(width(i) - cells.get(i).length());
            line.append(i == 0 ? "" : GAP)
                    .append(numbers.get(i) ? blanks + cells.get(i) : cells.get(i) + blanks);
        }
        return line.toString().stripTrailing() + System.lineSeparator();
    }

    private int width(int column) {
        return rows.stream()
                .mapToInt(row -> row.get(column).length())
                .reduce(headings.get(column).length(), Math::max);
    }
}
