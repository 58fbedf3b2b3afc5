package io.tollgate.admin.claim;

import io.tollgate.admin.http.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The page, which is the same for everybody: the token stays in the browser until the button. */
final class ClaimPage {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                    + " form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    private ClaimPage() {}

    static Answer page() {
        return guarded("text/html; charset=utf-8", "claim.html");
    }

    static Answer script() {
        return guarded("text/javascript; charset=utf-8", "script.js");
    }

    static Answer style() {
        return guarded("text/css; charset=utf-8", "style.css");
    }

    private static Answer guarded(String contentType, String name) {
        return Answer.text(contentType, resource(name))
                .with("Content-Security-Policy", POLICY)
                .with("Referrer-Policy", "no-referrer")
                .with("X-Robots-Tag", "noindex");
    }

    private static String resource(String name) {
        try (InputStream in = ClaimPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
