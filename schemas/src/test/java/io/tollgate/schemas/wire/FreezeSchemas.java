package io.tollgate.schemas.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.specific.SpecificData;

/**
 * Writes the next version of every record whose schema changed, with the next free id, into the
 * catalogue's resources. Run once for a change, from the module's folder; the evolution test then
 * holds the new version against all before it.
 */
final class FreezeSchemas {
    private static final Path VERSIONS = Path.of("src/main/resources/io/tollgate/schemas/versions");
    private static final Path IDS = VERSIONS.resolve("ids.txt");
    private static final int FIRST_ID = 1_900_000_001;

    private FreezeSchemas() {}

    static void main() throws IOException {
        for (Schema schema : current()) {
            freeze(schema);
        }
    }

    /**
     * Today's schema of every record that is a topic's value: one for each file of the folder avro
     * but the shared one.
     */
    static List<Schema> current() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/avro"))) {
            return files.map(file -> file.getFileName().toString().replace(".avdl", ""))
                    .filter(name -> !name.equals("common"))
                    .sorted()
                    .map(FreezeSchemas::schemaOf)
                    .toList();
        }
    }

    private static Schema schemaOf(String record) {
        try {
            return SpecificData.get().getSchema(Class.forName("io.tollgate.schemas." + record));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(record + ".avdl makes no class " + record, e);
        }
    }

    private static void freeze(Schema schema) throws IOException {
        List<String> ids = Files.readAllLines(IDS);
        long versions =
                ids.stream().filter(line -> line.contains(" " + schema.getName() + " ")).count();
        Path newest = VERSIONS.resolve(schema.getName() + "-" + versions + ".avsc");
        String text = SchemaFormatter.format("json/pretty", schema) + "\n";
        if (Files.exists(newest) && Files.readString(newest).equals(text)) {
            return;
        }
        long next = versions + 1;
        Files.writeString(VERSIONS.resolve(schema.getName() + "-" + next + ".avsc"), text);
        long id = FIRST_ID + ids.stream().filter(line -> !line.startsWith("#")).count();
        Files.writeString(
                IDS,
                id + " " + schema.getName() + " " + next + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.APPEND);
    }
}
