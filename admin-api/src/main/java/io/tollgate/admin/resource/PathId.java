package io.tollgate.admin.resource;

import io.tollgate.admin.http.JsonFields;
import io.tollgate.admin.http.Shape;
import java.util.Optional;

/** Where the id of what is written comes from: the body when it is made, the path afterwards. */
final class PathId {
    private PathId() {}

    /** Reads the member id, which a path with an id makes dispensable but not different. */
    static String read(JsonFields fields, Optional<String> fromPath) {
        if (fromPath.isEmpty()) {
            return fields.required("id", Shape.id());
        }
        String expected = fromPath.get();
        fields.optional("id", Shape.text(0, 100))
                .filter(given -> !given.equals(expected))
                .ifPresent(_ ->
                        fields.reject(
                                "id", "must be '" + expected + "' as in the path, or left out"));
        return expected;
    }
}
