package io.tollgate.edge.door;

import io.tollgate.edge.table.KeyEntry;
import java.util.List;
import java.util.TreeSet;
import org.eclipse.jetty.http.HttpField;
import org.jspecify.annotations.Nullable;

/**
 * Header fields of our own that tell what an upstream, or a gateway that asks, may know of a key.
 */
final class KeyFields {
    private static final String KEY_ID = "X-Tollgate-Key-Id";
    private static final String OWNER = "X-Tollgate-Owner";
    private static final String PLAN = "X-Tollgate-Plan";
    private static final String SCOPES = "X-Tollgate-Scopes";
    private static final List<HttpField> EMPTY = fields("", "", "", "");

    private KeyFields() {}

    /** All fields; empty ones where there is no key. */
    static List<HttpField> of(@Nullable KeyEntry key) {
        return key == null ? EMPTY : fields(key.keyId(), key.ownerId(), key.planId(), scopes(key));
    }

    private static String scopes(KeyEntry key) {
        return key.scopes().isEmpty() ? "" : String.join(" ", new TreeSet<>(key.scopes()));
    }

    private static List<HttpField> fields(String keyId, String owner, String plan, String scopes) {
        return List.of(
                UnlistedField.of(KEY_ID, keyId),
                UnlistedField.of(OWNER, owner),
                UnlistedField.of(PLAN, plan),
                UnlistedField.of(SCOPES, scopes));
    }
}
