package io.tollgate.admin.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.admin.http.Json;
import java.util.Optional;

/**
 * What is known of an owner as a person: only ever in the vault.
 *
 * @param name empty if unknown
 * @param email empty if unknown
 */
record Profile(String name, String email) {
    private static final Profile UNKNOWN = new Profile("", "");

    byte[] bytes() {
        return Json.write(this);
    }

    static Profile read(Optional<byte[]> plain) {
        return plain.map(Json::read).map(Profile::of).orElse(UNKNOWN);
    }

    private static Profile of(JsonNode json) {
        return new Profile(json.path("name").asText(""), json.path("email").asText(""));
    }

    /** Says nothing, since it would end up in logs. */
    @Override
    public String toString() {
        return "Profile[…]";
    }
}
