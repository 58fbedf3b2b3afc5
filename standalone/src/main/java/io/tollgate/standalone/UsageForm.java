package io.tollgate.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that say in which form usage is printed. */
final class UsageForm {
    @ArgGroup
    @SuppressWarnings("FieldCanBeFinal") // picocli sets it
    private Choice choice = new Choice();

    /** One of two, or neither. */
    private static final class Choice {
        @Option(names = "--json", description = "as JSON, as the admin API answers")
        private boolean json;

        @Option(names = "--csv", description = "as comma-separated values with all columns")
        private boolean csv;
    }

    /** Prints a list in the form that was chosen, of which a table is the usual one. */
    void print(ApiPages pages, Map<String, String> query, PrintWriter out, UsageTable table)
            throws IOException, InterruptedException {
        if (choice.csv) {
            out.print(pages.csv(query));
        } else if (choice.json) {
            out.println(pages.json(query).toPrettyString());
        } else {
            out.print(table.text(pages.json(query)));
        }
        out.flush();
    }
}
