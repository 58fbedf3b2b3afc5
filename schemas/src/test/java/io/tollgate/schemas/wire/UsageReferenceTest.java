package io.tollgate.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.Charge;
import io.tollgate.schemas.Gap;
import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.RouteUsage;
import io.tollgate.schemas.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page that analysts read says what each field is, and of no field that there is not. */
class UsageReferenceTest {
    private static final Path PAGE = Path.of("..", "docs", "reference", "usage.md");
    private static final Pattern FIELD = Pattern.compile("\\| `(\\w+)` \\| .+ \\|");

    static Stream<Schema> records() {
        return Stream.of(
                Usage.getClassSchema(),
                RouteUsage.getClassSchema(),
                Gap.getClassSchema(),
                RequestBatch.getClassSchema(),
                RequestEvent.getClassSchema(),
                Charge.getClassSchema());
    }

    @ParameterizedTest
    @MethodSource("records")
    void theReferenceListsTheFieldsOfARecordInTheirOrder(Schema schema) throws IOException {
        List<String> documented =
                section(schema.getName()).stream()
                        .map(FIELD::matcher)
                        .filter(row -> row.matches())
                        .map(row -> row.group(1))
                        .toList();

        assertThat(documented)
                .as("fields in the section %s of docs/reference/usage.md", schema.getName())
                .containsExactlyElementsOf(
                        schema.getFields().stream().map(Schema.Field::name).toList());
    }

    /** The lines from a record's heading to the next one. */
    private static List<String> section(String name) throws IOException {
        return Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.matches("##+ " + name))
                .skip(1)
                .takeWhile(line -> !line.startsWith("#"))
                .toList();
    }
}
