package io.tollgate.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** The admin API, or what is at its address, answered that it will not do what was asked. */
final class ApiRefusalException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN = 200;
    private static final int NOT_SIGNED_IN = 401;

    private ApiRefusalException(String message) {
        super(message.replaceAll("\\p{Cntrl}+", " "));
    }

    /** An answer that is not a success, with what its problem says. */
    static ApiRefusalException of(int status, String body) {
        String hint =
                status == NOT_SIGNED_IN
                        ? " (is the token that of this installation? --token-file says where it"
                                + " is)"
                        : "";
        return new ApiRefusalException(
                "the admin API answered " + status + ": " + detail(body) + hint);
    }

    /** An answer that is none of the admin API's. */
    static ApiRefusalException foreign(String address) {
        return new ApiRefusalException(
                "what answers at " + address + " is not the admin API; --api says where that is");
    }

    private static String detail(String body) {
        try {
            JsonNode problem = JSON.readTree(body);
            String detail = problem.path("detail").asText("");
            return detail.isEmpty() ? shortened(body) : detail;
        } catch (JsonProcessingException _) {
            return shortened(body);
        }
    }

    private static String shortened(String body) {
        if (body.isBlank()) {
            return "no more than that";
        }
        return body.length() <= SHOWN ? body.strip() : body.substring(0, SHOWN).strip() + "…";
    }
}
