package io.tollgate.standalone;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table for a terminal: columns as wide as they need to be, numbers to the right. */
final class AlignedTable {
    private static final String BETWEEN = "  ";

    private final List<List<String>> rows = new ArrayList<>();
    private final List<Boolean> numeric = new ArrayList<>();

    /** A table of a title for each column and no rows. */
    AlignedTable(String... titles) {
        rows.add(List.of(titles));
        for (String _ : titles) {
            numeric.add(false);
        }
    }

    /** Adds a row; whole numbers are told in groups of three digits. */
    AlignedTable row(Object... cells) {
        var row = new ArrayList<String>();
        for (int i = 0; i < cells.length; i++) {
            boolean number = cells[i] instanceof Long || cells[i] instanceof Integer;
            numeric.set(i, numeric.get(i) || number);
            row.add(number ? number(((Number) cells[i]).longValue()) : cells[i].toString());
        }
        rows.add(row);
        return this;
    }

    /** A number as people read it. */
    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** The table, each line ended. */
    String text() {
        int[] widths =
                IntStream.range(0, numeric.size())
                        .map(i ->
                                rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
                        .toArray();
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining());
    }

    private String line(List<String> row, int[] widths) {
        return IntStream.range(0, row.size())
                        .mapToObj(i -> cell(row.get(i), widths[i], numeric.get(i)))
                        .collect(Collectors.joining(BETWEEN))
                        .stripTrailing()
                + "\n";
    }

    private static String cell(String text, int width, boolean right) {
        String blanks = " ".repeat(width - text.length());
        return right ? blanks + text : text + blanks;
    }
}
