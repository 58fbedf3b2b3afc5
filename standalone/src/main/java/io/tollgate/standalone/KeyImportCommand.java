package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Imports keys that were made elsewhere, and reports every line that was refused. */
@Command(
        name = "import",
        description = {
            "Imports keys that were made elsewhere, and reports every line that was refused.",
            "A line is a JSON object with sha256 (of the secret, in hex), ownerId, planId,"
                    + " environment and, if you like, prefix, lastFour, name, scopes, tags,"
                    + " allowedSources, limits and expiresAt. Nothing that is there is overwritten;"
                    + " what the same batch brought before is passed over, so that an import that broke"
                    + " off can be run again. Ends with 1 if lines were refused."
        })
final class KeyImportCommand extends ApiCommand {
    private static final int LINES = 5_000;
    private static final int CHARACTERS = 4_000_000;

    @Parameters(paramLabel = "FILE", description = "one JSON object a line; - reads standard input")
    @SuppressWarnings("NullAway.Init") // it must be given
    private Path file;

    @Option(
            names = "--batch",
            paramLabel = "NAME",
            required = true,
            description = "names the import, by which its keys can be listed and revoked as one")
    @SuppressWarnings("NullAway.Init") // it must be given
    private String batch;

    @Option(
            names = "--from",
            paramLabel = "LINE",
            description = "the line to begin with, where an import broke off")
    private long from = 1;

    private long imported;
    private long present;
    private long refused;

    @Override
    void check() {
        if (from < 1) {
            throw wrong("--from is the number of a line, from 1, not " + from);
        }
    }

    @Override
    int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
        try (BufferedReader lines = InputFile.lines(file)) {
            long next = 1;
            while (next < from && lines.readLine() != null) {
                next++;
            }
            for (String part = part(lines); !part.isEmpty(); part = part(lines)) {
                next += send(client, part, next, out);
            }
        }
        out.printf(
                Locale.ROOT,
                "Keys imported: %,d; imported before: %,d; lines refused: %,d.%n",
                imported,
                present,
                refused);
        out.flush();
        return refused == 0 ? ok() : ExitCode.SOFTWARE;
    }

    /** As many lines as go into one call. */
    private static String part(BufferedReader lines) throws IOException {
        var part = new StringBuilder();
        for (int i = 0; i < LINES && part.length() < CHARACTERS; i++) {
            String line = lines.readLine();
            if (line == null) {
                break;
            }
            part.append(line).append('\n');
        }
        return part.toString();
    }

    /** Sends lines of which the first has a number; answers with how many they were. */
    private long send(AdminClient client, String part, long first, PrintWriter out)
            throws IOException, InterruptedException {
        JsonNode report;
        try {
            String name = URLEncoder.encode(batch, StandardCharsets.UTF_8);
            report = client.sendLines(Resource.KEYS.path() + "/import?batch=" + name, part);
        } catch (IOException e) {
            err().printf("All lines before %d are done: go on with --from %d.%n", first, first);
            throw e;
        }
        imported += report.path("imported").asLong();
        present += report.path("present").asLong();
        refused += report.path("refused").asLong();
        for (JsonNode refusal : report.path("refusals")) {
            out.printf(
                    "line %d: %s%n",
                    first + refusal.path("line").asLong() - 1, refusal.path("detail").asText());
        }
        out.flush();
        long lines = part.chars().filter(character -> character == '\n').count();
        if (Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()) {
            err().printf(Locale.ROOT, "%,d lines\r", first + lines - 1);
            err().flush();
        }
        return lines;
    }
}
