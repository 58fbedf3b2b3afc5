package io.tollgate.admin.registry;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.Json;
import io.tollgate.admin.security.Permission;
import io.tollgate.schemas.topics.Topics;
import io.tollgate.schemas.wire.SchemaCatalogue;
import io.tollgate.schemas.wire.SchemaCatalogue.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * {@code /schema-registry}: the read part of the REST API of Confluent's schema registry, so that
 * tools which are pointed at a topic can decode it, and of Apicurio's as much as its deserializers
 * and its converter for Kafka Connect ask for. Schemas are public.
 */
public final class RegistryEndpoints {
    private static final String ROOT = "/schema-registry";
    private static final String APICURIO = "/apis/registry/v2/ids/";
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final String AVRO = "AVRO";

    private final Subjects subjects;

    /** Serves a catalogue under the subjects of an installation's topics. */
    public RegistryEndpoints(SchemaCatalogue catalogue, Topics topics) {
        this.subjects = new Subjects(catalogue, topics);
    }

    /** The endpoints. */
    public List<Endpoint> all() {
        return List.of(
                get("", _ -> Map.of()),
                get("/subjects", _ -> subjects.names()),
                get("/subjects/{subject}/versions", this::numbers),
                get("/subjects/{subject}/versions/{version}", this::version),
                get("/subjects/{subject}/versions/{version}/schema", this::schemaOfVersion),
                get("/schemas/types", _ -> List.of(AVRO)),
                get("/schemas/ids/{id}", call -> byId(call, v -> Map.of("schema", text(v)))),
                get("/schemas/ids/{id}/schema", call -> byId(call, Version::schema)),
                get("/schemas/ids/{id}/subjects", call -> byId(call, subjects::of)),
                get("/schemas/ids/{id}/versions", call -> byId(call, this::places)),
                get(APICURIO + "globalIds/{id}", call -> byId(call, Version::schema)),
                get(APICURIO + "globalIds/{id}/references", this::references),
                get(APICURIO + "contentIds/{id}", call -> byId(call, Version::schema)),
                get(APICURIO + "contentIds/{id}/references", this::references),
                get("/config", _ -> Map.of("compatibilityLevel", "FULL_TRANSITIVE")),
                get(
                        "/config/{subject}",
                        call -> known(call, Map.of("compatibilityLevel", "FULL_TRANSITIVE"))),
                get("/mode", _ -> Map.of("mode", "READONLY")),
                get("/mode/{subject}", call -> known(call, Map.of("mode", "READONLY"))),
                Endpoint.post(
                        ROOT + "/subjects/{subject}",
                        Permission.PUBLIC,
                        call -> answer(lookUp(call))));
    }

    private static Endpoint get(String path, Function<Call, Object> action) {
        return Endpoint.get(ROOT + path, Permission.PUBLIC, call -> answer(action.apply(call)));
    }

    private static Answer answer(Object value) {
        return switch (value) {
            case RegistryProblem problem ->
                    new Answer(problem.status(), MEDIA_TYPE, Json.write(problem), Map.of());
            // The schema itself, which is JSON already.
            case Schema schema -> Answer.text(MEDIA_TYPE, schema.toString());
            default -> new Answer(200, MEDIA_TYPE, Json.write(value), Map.of());
        };
    }

    private Object numbers(Call call) {
        return known(call, versions(call).stream().map(Version::number).toList());
    }

    private Object version(Call call) {
        return version(call, version -> shown(call.part("subject"), version));
    }

    private Object schemaOfVersion(Call call) {
        return version(call, Version::schema);
    }

    private Object version(Call call, Function<Version, Object> view) {
        String number = call.part("version");
        if (!number.matches("latest|-1|[1-9][0-9]{0,8}")) {
            return RegistryProblem.invalidVersion(number);
        }
        List<Version> versions = versions(call);
        boolean latest = number.equals("latest") || number.equals("-1");
        Optional<Version> wanted =
                versions.stream()
                        .filter(version ->
                                latest
                                        ? version.equals(versions.getLast())
                                        : version.number() == Integer.parseInt(number))
                        .findFirst();
        return known(
                call, wanted.map(view).orElseGet(() -> RegistryProblem.versionNotFound(number)));
    }

    /** A schema of ours holds all that it needs. */
    private Object references(Call call) {
        return byId(call, _ -> List.of());
    }

    private Object byId(Call call, Function<Version, Object> view) {
        String id = call.part("id");
        return Optional.of(id)
                .filter(text -> text.matches("[0-9]{1,10}"))
                .map(Long::parseLong)
                .filter(number -> number <= Integer.MAX_VALUE)
                .flatMap(number -> subjects.byId(number.intValue()))
                .map(view)
                .orElseGet(() -> RegistryProblem.schemaNotFound(id));
    }

    /** Clients that serialize ask for the id of the schema that they hold. */
    private Object lookUp(Call call) {
        try {
            String text = call.json().path("schema").asText("");
            Schema wanted = new Schema.Parser().parse(text);
            Object found =
                    versions(call).stream()
                            .filter(version -> version.schema().equals(wanted))
                            .findFirst()
                            .<Object>map(version -> shown(call.part("subject"), version))
                            .orElseGet(() -> RegistryProblem.schemaNotFound("of the body"));
            return known(call, found);
        } catch (SchemaParseException e) {
            return RegistryProblem.invalidSchema(String.valueOf(e.getMessage()));
        }
    }

    private Object known(Call call, Object answer) {
        String subject = call.part("subject");
        return versions(call).isEmpty() ? RegistryProblem.subjectNotFound(subject) : answer;
    }

    private List<Version> versions(Call call) {
        return subjects.versions(call.part("subject"));
    }

    private List<Map<String, Object>> places(Version version) {
        return subjects.of(version).stream()
                .map(subject ->
                        Map.<String, Object>of("subject", subject, "version", version.number()))
                .toList();
    }

    private static Map<String, Object> shown(String subject, Version version) {
        return Map.of(
                "subject", subject,
                "version", version.number(),
                "id", version.id(),
                "schemaType", AVRO,
                "schema", text(version));
    }

    private static String text(Version version) {
        return version.schema().toString();
    }
}
