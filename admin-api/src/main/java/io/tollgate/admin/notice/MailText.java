package io.tollgate.admin.notice;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.schemas.Notification;
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
                    "key.new-network", "API key used from a new network",
                    "key.alert", "API key used in an unusual way",
                    "alert.raised", "Abuse detection raised an alert");

    static MailText of(Notification notification) {
        JsonNode json = NoticeView.body(notification);
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

    /** The letter that brings a link which nothing else holds. */
    static MailText ofClaim(Notification notification, String link) {
        JsonNode data = NoticeView.body(notification).path("data");
        String text =
                """
                An API key is ready for you.

                Open this link and press the button. The key is made then, and shown once:

                %s

                It works once, until %s. If you get this mail twice, the link in the later one
                is good. If you are told that somebody used it before you, tell who runs the API.

                key: %s
                owner: %s

                Notification %s
                """
                        .formatted(
                                link,
                                data.path("expiresAt").asText(),
                                notification.getKeyId(),
                                notification.getOwnerId(),
                                notification.getNotificationId());
        return new MailText(
                "[Tollgate] An API key is ready for you: " + notification.getKeyId(), text);
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

    /** Without the body, which may hold a link that is a secret. */
    @Override
    public String toString() {
        return "MailText[" + subject + "]";
    }
}
