package io.tollgate.admin.resource;

import io.tollgate.admin.http.JsonFields;
import io.tollgate.admin.http.Shape;
import io.tollgate.schemas.Environment;
import java.time.Instant;
import java.util.List;

/** A key as operators ask for it. */
public record KeyBody(String ownerId, Environment environment, KeyTerms terms) {
    /** Reads it from a body. */
    public static KeyBody read(JsonFields fields, Instant now) {
        return new KeyBody(
                fields.required("ownerId", Shape.id()),
                fields.required("environment", Shape.choice(Environment.LIVE, Environment.TEST)),
                KeyTerms.read(fields, now));
    }

    /** The same in a form that two alike requests share. */
    Object canonical() {
        return List.of(
                ownerId,
                terms.planId(),
                environment,
                terms.name(),
                terms.scopes(),
                terms.tags(),
                terms.allowedSources(),
                LimitView.of(terms.limits()),
                terms.expiresAt().map(Instant::toString).orElse(""));
    }
}
