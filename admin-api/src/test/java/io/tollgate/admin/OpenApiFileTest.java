package io.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.openapiprocessor.jsonschema.ouput.OutputConverter;
import io.openapiprocessor.jsonschema.ouput.OutputUnit;
import io.openapiprocessor.jsonschema.reader.UriReader;
import io.openapiprocessor.jsonschema.schema.DocumentLoader;
import io.openapiprocessor.jsonschema.schema.JsonInstance;
import io.openapiprocessor.jsonschema.schema.JsonSchema;
import io.openapiprocessor.jsonschema.schema.Output;
import io.openapiprocessor.jsonschema.schema.SchemaStore;
import io.openapiprocessor.jsonschema.schema.SchemaVersion;
import io.openapiprocessor.jsonschema.validator.Validator;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/**
 * openapi.yaml is what the OpenAPI Initiative's own JSON Schema says that a description is, with
 * the schemas in it; and every reference leads somewhere, and every member has a value, which that
 * schema can't say.
 */
class OpenApiFileTest {
    private static final DocumentLoader LOADER =
            new DocumentLoader(new UriReader(), text -> new Yaml().load(text));
    private static final URI OURS =
            URI.create("https://spec.openapis.org/oas/3.1/schema-base/2025-09-15");
    private static final Map<String, String> RESOURCES =
            Map.of(
                    "schema-base/2025-09-15", "/openapi/3.1/schema-base/2025-09-15",
                    "schema/2025-09-15", "/openapi/3.1/schema/2025-09-15",
                    "dialect/2024-11-10", "/openapi/3.1/dialect/2024-11-10",
                    "meta/2024-11-10", "/openapi/3.1/meta/2024-11-10");

    @Test
    void theFileIsADescriptionInOpenApi31() throws Exception {
        assertThat(errors(text())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "'openapi: 3.1.0'                > 'openapi: 2.0.0'",
                "'  /v1/owners:'                 > '  v1/owners:'",
                "'in: path'                      > 'in: nowhere'",
                "'          description: Done\n' > ''",
                "'      summary: List owners'    > '      sumary: List owners'",
                "'      type: object'            > '      type: objekt'",
                "'minimum: 1,'                   > 'minimum: one,'",
                "'schemas/OwnerPage'             > 'schemas/Nobody'",
                "'\"A time, or unbounded\"'        > 'A time, or unbounded'"
            })
    void aMistakeInItIsFound(String right, String wrong) throws Exception {
        String text = text();
        assertThat(text).contains(right);
        int at = text.indexOf(right);
        String broken = text.substring(0, at) + wrong + text.substring(at + right.length());

        assertThat(errors(broken)).isNotEmpty();
    }

    private static Collection<String> errors(String yaml) {
        Object document = new Yaml().load(yaml);
        var errors = new TreeSet<String>();
        var step = new Validator().validate(schema(), new JsonInstance(document));
        if (!step.isValid()) {
            OutputUnit output = new OutputConverter(Output.BASIC).convert(step);
            errors.add("not valid");
            for (OutputUnit unit : Objects.requireNonNull(output.getErrors())) {
                errors.add(unit.getInstanceLocation() + ": " + unit.getError());
            }
        }
        collectMistakes(document, document, errors);
        return errors;
    }

    private static JsonSchema schema() {
        var store = new SchemaStore(LOADER);
        store.registerDraft202012();
        RESOURCES.forEach((id, resource) ->
                store.register(URI.create("https://spec.openapis.org/oas/3.1/" + id), resource));
        return store.getSchema(OURS, SchemaVersion.Draft202012);
    }

    private static void collectMistakes(
            Object root, @Nullable Object node, Collection<String> errors) {
        switch (node) {
            case Map<?, ?> members ->
                    members.forEach((name, value) -> {
                        if (value == null) {
                            errors.add(name + " has no value: what has a comma wants quotes");
                        }
                        if (name.equals("$ref") && find(root, (String) value) == null) {
                            errors.add("$ref: there is no " + value);
                        }
                        collectMistakes(root, value, errors);
                    });
            case List<?> members ->
                    members.forEach(member -> collectMistakes(root, member, errors));
            case null, default -> {}
        }
    }

    private static @Nullable Object find(Object root, String reference) {
        @Nullable Object at = root;
        for (String part : reference.substring("#/".length()).split("/", -1)) {
            at = at instanceof Map<?, ?> members ? members.get(part) : null;
        }
        return at;
    }

    private static String text() throws Exception {
        try (InputStream in = Admin.class.getResourceAsStream("openapi.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
