package io.tollgate.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes who changed what as lines of JSON. */
@Command(
        name = "export",
        description =
                "Writes who changed what as JSON, a line for each entry, the newest first: to a file, or to standard output.")
final class AuditExportCommand extends ApiCommand {
    private static final String PART = "1000";

    @Mixin private final AuditSearchOptions search = new AuditSearchOptions();

    @Option(
            names = "--out",
            paramLabel = "FILE.ndjson",
            description =
                    "the file, which is replaced if it is there, once all is written (default: standard output)")
    private @Nullable Path file;

    @Override
    void check() {
        if (file != null) {
            @Nullable Path parent = file.toAbsolutePath().getParent();
            if (parent == null || !Files.isDirectory(parent) || Files.isDirectory(file)) {
                throw wrong("--out names a file in a directory that exists, not " + file);
            }
        }
    }

    @Override
    int run(AdminClient client, PrintWriter out) throws IOException, InterruptedException {
        if (file == null) {
            export(client, out);
        } else {
            out.printf("wrote %s: %s entries%n", file, Table.number(export(client, file)));
        }
        return ok();
    }

    /** A file is never a part of what was asked for. */
    private long export(AdminClient client, Path whole) throws IOException, InterruptedException {
        Path growing = whole.resolveSibling(whole.getFileName() + ".part");
        try {
            long entries;
            try (var lines = new PrintWriter(Files.newBufferedWriter(growing))) {
                entries = export(client, lines);
            }
            Files.move(growing, whole, StandardCopyOption.REPLACE_EXISTING);
            return entries;
        } finally {
            Files.deleteIfExists(growing);
        }
    }

    private long export(AdminClient client, PrintWriter lines)
            throws IOException, InterruptedException {
        var query = search.query();
        query.put("limit", PART);
        return new ApiPages(client, Resource.AUDIT.path(), true)
                .each(
                        query,
                        part -> {
                            part.forEach(entry -> lines.append(entry.toString()).append('\n'));
                            if (lines.checkError()) {
                                throw new IOException("not all lines could be written");
                            }
                        });
    }
}
