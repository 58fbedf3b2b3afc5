package io.tollgate.admin.notice;

import io.tollgate.schemas.Notification;
import io.tollgate.schemas.NotificationState;
import java.time.Instant;

/** Notifications for tests. */
final class SampleNotifications {
    private SampleNotifications() {}

    static Notification pending(String id) {
        return Notification.newBuilder()
                .setNotificationId(id)
                .setVersion(1)
                .setType("key.revoked")
                .setKeyId("key_1")
                .setEndpoint("operators/webhook")
                .setState(NotificationState.PENDING)
                .setBody(
                        "{\"type\":\"key.revoked\",\"timestamp\":\"2030-01-31T12:00:00Z\",\"data\":"
                                + "{\"note\":\"Grüße\"}}")
                .setCreatedAt(Instant.parse("2030-01-31T12:00:00Z"))
                .setUpdatedAt(Instant.parse("2030-01-31T12:00:00Z"))
                .build();
    }
}
