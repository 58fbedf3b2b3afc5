package io.tollgate.admin.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.admin.http.Json;
import java.util.Optional;

/**
 * What is known of an owner as a person: only ever in the vault.
 *
 * @param name empty if unknown
 * @param email empty if unknown
 * @param webhook URL of a receiver of webhooks, empty if there is none
 * @param webhookSecret what that receiver and we share, empty if there is no receiver
 */
record Profile(String name, String email, String webhook, String webhookSecret) {
    private static final Profile UNKNOWN = new Profile("", "", "", "");

    byte[] bytes() {
        return Json.write(this);
    }

    static Profile read(Optional<byte[]> plain) {
        return plain.map(Json::read).map(Profile::of).orElse(UNKNOWN);
    }

    /**
     * This one, with the secret of another where its receiver is the same and no secret is given.
     */
    Profile keepingSecretOf(Profile before) {
        return webhookSecret.isEmpty() && webhook.equals(before.webhook)
                ? new Profile(name, email, webhook, before.webhookSecret)
                : this;
    }

    private static Profile of(JsonNode json) {
        return new Profile(
                json.path("name").asText(""),
                json.path("email").asText(""),
                json.path("webhook").asText(""),
                json.path("webhookSecret").asText(""));
    }

    /** Says nothing, since it would end up in logs. */
    @Override
    public String toString() {
        return "Profile[…]";
    }
}
