package io.tollgate.admin.resource;

import io.tollgate.admin.http.JsonFields;
import io.tollgate.admin.http.Shape;
import io.tollgate.schemas.Enforcement;
import io.tollgate.schemas.Limit;
import io.tollgate.schemas.WhenStale;
import java.util.List;
import java.util.Optional;

/** A plan as operators write it. */
record PlanBody(String id, List<Limit> limits, Enforcement enforcement, WhenStale whenStale) {
    static PlanBody read(JsonFields fields, Optional<String> pathId) {
        return new PlanBody(
                PathId.read(fields, pathId),
                LimitBody.all(fields),
                fields.optional(
                                "enforcement",
                                Shape.choice(Enforcement.ENFORCE, Enforcement.OBSERVE))
                        .orElse(Enforcement.ENFORCE),
                fields.optional("whenStale", Shape.choice(WhenStale.SERVE, WhenStale.REFUSE))
                        .orElse(WhenStale.SERVE));
    }
}
