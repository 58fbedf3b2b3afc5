package io.tollgate.admin.leak;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.Json;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.admin.security.Permission;
import io.tollgate.schemas.credentials.Pepper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * {@code /leaks/github}: takes what GitHub's secret scanning found, in the form of its partner
 * programme, and answers which of it are keys of ours. What is not signed by GitHub is not read.
 */
final class GithubReceiver {
    static final String PATH = "/leaks/github";

    private static final int LONGEST_TYPE = 200;

    private final GithubKeys keys;
    private final LeakDesk desk;
    private final LeakPlace places;
    private final Pepper pepper;

    GithubReceiver(GithubKeys keys, LeakDesk desk, LeakPlace places, Pepper pepper) {
        this.keys = keys;
        this.desk = desk;
        this.places = places;
        this.pepper = pepper;
    }

    /** The endpoints. */
    List<Endpoint> all() {
        return List.of(Endpoint.post(PATH, Permission.PUBLIC, this::receive));
    }

    private record Match(String token, String type, String url, String source) {}

    /** GitHub's form; the token is named by its hash, so that it is not sent about once more. */
    private record Label(
            @JsonProperty("token_hash") String tokenHash,
            @JsonProperty("token_type") String tokenType,
            String label) {}

    private Answer receive(Call call) {
        String id = demandHeader(call, GithubSignature.KEY_HEADER);
        String signature = demandHeader(call, GithubSignature.HEADER);
        PublicKey key =
                keys.find(id)
                        .orElseThrow(() ->
                                refused(
                                        "GitHub lists no key with the identifier that "
                                                + GithubSignature.KEY_HEADER
                                                + " names"));
        byte[] body = call.body().whole();
        if (!GithubSignature.matches(key, body, signature)) {
            throw refused(
                    GithubSignature.HEADER
                            + " must be an ECDSA signature (P-256, SHA-256, DER in base64) over"
                            + " the bytes of the body");
        }
        return Answer.ok(read(body).stream().map(this::labelled).toList());
    }

    private Label labelled(Match match) {
        var report =
                new LeakReport(
                        pepper.hash(match.token()),
                        Via.GITHUB,
                        "reported as leaked by GitHub, found in " + match.source(),
                        places.of(match.url(), List.of(match.token())));
        boolean ours = desk.take(report).isOurs();
        return new Label(
                sha256(match.token()), match.type(), ours ? "true_positive" : "false_positive");
    }

    private static List<Match> read(byte[] body) {
        JsonNode array;
        try {
            array = Json.read(body);
        } catch (ProblemException e) {
            // Its message may quote what it could not read.
            throw invalid();
        }
        if (!array.isArray()) {
            throw invalid();
        }
        var matches = new ArrayList<Match>();
        for (JsonNode one : array) {
            String token = one.path("token").asText("");
            String type = one.path("type").asText("");
            if (token.isEmpty() || type.isEmpty() || type.length() > LONGEST_TYPE) {
                throw invalid();
            }
            matches.add(
                    new Match(
                            token,
                            type,
                            one.path("url").asText(""),
                            source(one.path("source").asText(""))));
        }
        return matches;
    }

    /** A kind of place in GitHub's words, such as issue_comment. */
    private static String source(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        return word.matches("[a-z_]{1,40}") ? word : "unknown";
    }

    private static String demandHeader(Call call, String name) {
        return call.header(name)
                .filter(value -> value.length() <= 500)
                .orElseThrow(() -> refused("the header " + name + " is missing or too long"));
    }

    private static ProblemException refused(String detail) {
        return new ProblemException(ProblemType.WRONG_SIGNATURE, detail);
    }

    private static ProblemException invalid() {
        return new ProblemException(
                ProblemType.INVALID_BODY,
                "the body must be a JSON array of objects with token, type (at most "
                        + LONGEST_TYPE
                        + " characters), url and source");
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java lacks SHA-256", e);
        }
    }
}
