package io.tollgate.admin.notice;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.admin.http.Json;
import io.tollgate.schemas.Notification;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A notification as it is shown. */
record NoticeView(
        String id,
        String type,
        @Nullable String ownerId,
        @Nullable String keyId,
        String endpoint,
        String state,
        int attempts,
        @Nullable String nextAttemptAt,
        JsonNode body,
        String createdAt,
        String updatedAt) {
    static NoticeView of(Notification notification) {
        var next = notification.getNextAttemptAt();
        return new NoticeView(
                notification.getNotificationId(),
                notification.getType(),
                given(notification.getOwnerId()),
                given(notification.getKeyId()),
                notification.getEndpoint(),
                notification.getState().name(),
                notification.getAttempts(),
                next == null ? null : next.toString(),
                body(notification),
                notification.getCreatedAt().toString(),
                notification.getUpdatedAt().toString());
    }

    /** The body, which is kept as text. */
    static JsonNode body(Notification notification) {
        return Json.read(notification.getBody().getBytes(StandardCharsets.UTF_8));
    }

    private static @Nullable String given(String text) {
        return text.isEmpty() ? null : text;
    }
}
