package io.tollgate.admin.resource;

import io.tollgate.admin.http.JsonFields;
import io.tollgate.admin.http.Shape;
import io.tollgate.schemas.Limit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An owner as operators write it. */
record OwnerBody(String id, Profile profile, List<Limit> limits, Map<String, String> flags) {
    private static final Shape<String> EMAIL =
            Shape.text(
                    "must be an e-mail address such as ops@acme.example",
                    text ->
                            text.length() <= 254
                                    && text.matches("[^@\\s\\p{Cntrl}]+@[^@\\s\\p{Cntrl}]+"));

    static OwnerBody read(JsonFields fields, Optional<String> pathId) {
        String id = PathId.read(fields, pathId);
        String name = fields.optional("name", Shape.text(0, 200)).orElse("");
        String email =
                fields.object("contact", contact -> contact.optional("email", EMAIL))
                        .flatMap(given -> given)
                        .orElse("");
        return new OwnerBody(
                id,
                new Profile(name, email),
                LimitBody.all(fields),
                fields.map("flags", Shape.id(), Shape.text(0, 200)));
    }
}
