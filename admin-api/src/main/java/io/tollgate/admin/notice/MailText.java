package io.tollgate.admin.notice;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.admin.http.Json;
import io.tollgate.schemas.Notification;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A notification as people read it. */
record MailText(String subject, String body) {
    private static final Map<String, String> TITLES =
            Map.of(
                    "key.suspended", "API key suspended",
                    "key.tightened", "API key slowed down",
                    "key.revoked", "API key revoked",
                    "key.reinstated", "API key can be used again",
                    "key.expiring", "API key expires soon",
                    "quota.near", "80 % of a quota are used",
                    "quota.exhausted", "A quota is used up",
                    "alert.raised", "Abuse detection raised an alert");

    static MailText of(Notification notification) {
        JsonNode json = Json.read(notification.getBody().getBytes(StandardCharsets.UTF_8));
        String title = TITLES.getOrDefault(notification.getType(), notification.getType());
        String about =
                !notification.getKeyId().isEmpty()
                        ? ": " + notification.getKeyId()
                        : !notification.getOwnerId().isEmpty()
                                ? ": " + notification.getOwnerId()
                                : "";
        var body = new StringBuilder();
        body.append(title).append(".\n\n");
        line(body, "time", json.path("timestamp"), "");
        json.path("data").properties().forEach(e -> line(body, e.getKey(), e.getValue(), ""));
        body.append("\nNotification ").append(notification.getNotificationId()).append('\n');
        return new MailText("[Tollgate] " + title + about, body.toString());
    }

    private static void line(StringBuilder body, String name, JsonNode value, String indent) {
        body.append(indent).append(name).append(':');
        if (value.isValueNode()) {
            body.append(' ').append(value.asText()).append('\n');
        } else if (value.isArray()) {
            body.append('\n');
            value.forEach(
                    each -> body.append(indent).append("  - ").append(inline(each)).append('\n'));
        } else {
            body.append('\n');
            value.properties().forEach(e -> line(body, e.getKey(), e.getValue(), indent + "  "));
        }
    }

    private static String inline(JsonNode value) {
        if (!value.isObject()) {
            return value.asText();
        }
        var texts = new StringBuilder();
        value.properties()
                .forEach(e ->
                        texts.append(texts.isEmpty() ? "" : ", ")
                                .append(e.getKey())
                                .append(' ')
                                .append(e.getValue().asText()));
        return texts.toString();
    }
}
