package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** The option that says whether an answer is printed as it is or for people. */
final class JsonOption {
    @Option(names = "--json", description = "as JSON, as the admin API answers")
    private boolean json;

    /** Prints an answer in the form that was chosen. */
    void print(JsonNode answer, PrintWriter out, Function<JsonNode, String> text) {
        out.print(json ? answer.toPrettyString() + System.lineSeparator() : text.apply(answer));
        out.flush();
    }
}
