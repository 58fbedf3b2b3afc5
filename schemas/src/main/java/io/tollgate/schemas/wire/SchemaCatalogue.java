package io.tollgate.schemas.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * All schemas that Tollgate ever wrote with, by their fixed ids. Immutable and thread-safe.
 *
 * <p>The ids are part of the wire format: a version that was once released keeps its id for ever,
 * so that no process needs a registry to read or to write.
 */
public final class SchemaCatalogue {
    private static final SchemaCatalogue OURS = load();

    private final Map<Integer, Version> byId;

    private SchemaCatalogue(Map<Integer, Version> byId) {
        this.byId = byId;
    }

    /**
     * One version of one record: its id on the wire, its record's name, its number from 1, and the
     * schema.
     */
    public record Version(int id, String record, int number, Schema schema) {}

    /** The catalogue that is built into this module. */
    public static SchemaCatalogue ours() {
        return OURS;
    }

    /** The version with an id, if it is one of ours. */
    public Optional<Version> byId(int id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** All versions of a record, oldest first; empty for a name that is not ours. */
    public List<Version> versionsOf(String recordName) {
        return byId.values().stream()
                .filter(version -> version.record().equals(recordName))
                .sorted(Comparator.comparingInt(Version::number))
                .toList();
    }

    /**
     * The version that is written today.
     *
     * @throws IllegalArgumentException for a name that is not ours
     */
    public Version latest(String recordName) {
        List<Version> versions = versionsOf(recordName);
        if (versions.isEmpty()) {
            throw new IllegalArgumentException(
                    "no schema named " + recordName + "; there are " + records());
        }
        return versions.getLast();
    }

    /** Names of all records, in the order of their ids. */
    public List<String> records() {
        return byId.values().stream().map(Version::record).distinct().toList();
    }

    private static SchemaCatalogue load() {
        var versions = new LinkedHashMap<Integer, Version>();
        for (String line : resource("versions/ids.txt").lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.split(" ", -1);
            int id = Integer.parseInt(words[0]);
            int number = Integer.parseInt(words[2]);
            String text = resource("versions/" + words[1] + "-" + number + ".avsc");
            versions.put(id, new Version(id, words[1], number, new Schema.Parser().parse(text)));
        }
        return new SchemaCatalogue(versions);
    }

    private static String resource(String name) {
        try (InputStream in =
                SchemaCatalogue.class.getResourceAsStream("/io/tollgate/schemas/" + name)) {
            if (in == null) {
                throw new IllegalStateException(
                        "the schema " + name + " is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
