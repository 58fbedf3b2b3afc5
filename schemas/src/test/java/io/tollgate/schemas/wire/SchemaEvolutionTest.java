package io.tollgate.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;

/** FULL_TRANSITIVE: every version of a record reads what every other version wrote. */
class SchemaEvolutionTest {
    private static final String MEND =
            "run FreezeSchemas (in this folder's package) from the module's folder and commit what it writes";

    @Test
    void theNewestFrozenVersionOfEveryRecordIsWhatTheCodeWrites() throws IOException {
        for (Schema current : FreezeSchemas.current()) {
            assertThat(SchemaCatalogue.ours().records()).as(MEND).contains(current.getName());
            assertThat(SchemaCatalogue.ours().latest(current.getName()).schema())
                    .as("%s changed: %s", current.getName(), MEND)
                    .isEqualTo(current);
        }
    }

    @Test
    void everyVersionReadsWhatEveryOtherVersionWrote() {
        for (String name : SchemaCatalogue.ours().records()) {
            List<SchemaCatalogue.Version> versions = SchemaCatalogue.ours().versionsOf(name);
            for (SchemaCatalogue.Version reader : versions) {
                for (SchemaCatalogue.Version writer : versions) {
                    var result =
                            SchemaCompatibility.checkReaderWriterCompatibility(
                                    reader.schema(), writer.schema());
                    assertThat(result.getType())
                            .as(
                                    "%s %d reads %d: %s",
                                    name, reader.number(), writer.number(), result.getDescription())
                            .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
                }
            }
        }
    }

    @Test
    void idsAreDenseAndUsedOnce() {
        Set<Integer> ids = new TreeSet<>();
        for (String name : SchemaCatalogue.ours().records()) {
            SchemaCatalogue.ours().versionsOf(name).forEach(version -> ids.add(version.id()));
        }
        assertThat(ids).first().isEqualTo(1_900_000_001);
        assertThat(ids).last().isEqualTo(1_900_000_000 + ids.size());
    }

    @Test
    void everyRecordAndEveryFieldIsDocumented() throws IOException {
        for (Schema schema : FreezeSchemas.current()) {
            assertDocumented(schema, new TreeSet<>());
        }
    }

    @Test
    void everyEnumHasADefaultThatOldReadersFallBackTo() throws IOException {
        for (Schema schema : FreezeSchemas.current()) {
            assertEnumsHaveDefaults(schema, new TreeSet<>());
        }
    }

    private static void assertDocumented(Schema schema, Set<String> seen) {
        if (schema.getType() == Schema.Type.RECORD && seen.add(schema.getFullName())) {
            assertThat(schema.getDoc()).as(schema.getFullName()).isNotBlank();
            for (Schema.Field field : schema.getFields()) {
                assertThat(field.doc()).as(schema.getName() + "." + field.name()).isNotBlank();
                parts(field.schema()).forEach(part -> assertDocumented(part, seen));
            }
        }
    }

    private static void assertEnumsHaveDefaults(Schema schema, Set<String> seen) {
        if (schema.getType() == Schema.Type.ENUM) {
            assertThat(schema.getEnumDefault()).as(schema.getFullName()).isEqualTo("UNKNOWN");
        }
        if (schema.getType() == Schema.Type.RECORD && seen.add(schema.getFullName())) {
            for (Schema.Field field : schema.getFields()) {
                parts(field.schema()).forEach(part -> assertEnumsHaveDefaults(part, seen));
            }
        }
    }

    private static List<Schema> parts(Schema schema) {
        return switch (schema.getType()) {
            case ARRAY -> List.of(schema.getElementType());
            case MAP -> List.of(schema.getValueType());
            case UNION -> schema.getTypes();
            default -> List.of(schema);
        };
    }
}
