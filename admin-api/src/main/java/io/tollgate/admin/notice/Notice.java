package io.tollgate.admin.notice;

import io.tollgate.admin.http.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What somebody is told.
 *
 * @param type what happened, such as {@code key.suspended}
 * @param audience whom it is meant for
 * @param ownerId the owner concerned, empty if none or several
 * @param keyId the key concerned, empty if none or several
 * @param facts goes out as the member {@code data}, without any secret
 */
record Notice(
        String type, Audience audience, String ownerId, String keyId, Map<String, Object> facts) {
    /** Whom a notice is meant for. */
    enum Audience {
        /** The owner that it concerns. */
        OWNER,
        /** Those who run the installation. */
        OPERATORS
    }

    /** The body as Standard Webhooks recommends it. */
    String body(Instant at) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", type);
        body.put("timestamp", at.toString());
        body.put("data", facts);
        return new String(Json.write(body), StandardCharsets.UTF_8);
    }
}
