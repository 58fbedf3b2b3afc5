package io.tollgate.admin.resource;

import io.tollgate.admin.http.JsonFields;
import io.tollgate.admin.http.Shape;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.Limit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A key as operators ask for it. */
record KeyBody(
        String ownerId,
        String planId,
        Environment environment,
        String name,
        List<String> scopes,
        Map<String, String> tags,
        List<String> allowedSources,
        List<Limit> limits,
        Optional<Instant> expiresAt) {
    private static final int MOST_TAGS = 20;
    private static final Shape<String> SOURCE =
            Shape.text(SourceNetwork.RULE, SourceNetwork::isValid);

    static KeyBody read(JsonFields fields, Instant now) {
        Optional<Instant> expiresAt = fields.optional("expiresAt", Shape.time());
        expiresAt
                .filter(time -> !time.isAfter(now))
                .ifPresent(_ -> fields.reject("expiresAt", "must be in the future, in ISO 8601"));
        Map<String, String> tags = fields.map("tags", Shape.id(), Shape.text(0, 200));
        if (tags.size() > MOST_TAGS) {
            fields.reject("tags", "must have at most " + MOST_TAGS + " members");
        }
        return new KeyBody(
                fields.required("ownerId", Shape.id()),
                fields.required("planId", Shape.id()),
                fields.required("environment", Shape.choice(Environment.LIVE, Environment.TEST)),
                fields.optional("name", Shape.text(0, 200)).orElse(""),
                fields.list("scopes", RouteShapes.SCOPE),
                new TreeMap<>(tags),
                fields.list("allowedSources", SOURCE),
                LimitBody.all(fields),
                expiresAt);
    }

    /** The same in a form that two alike requests share. */
    Object canonical() {
        return List.of(
                ownerId,
                planId,
                environment,
                name,
                scopes,
                tags,
                allowedSources,
                LimitView.of(limits),
                expiresAt.map(Instant::toString).orElse(""));
    }
}
