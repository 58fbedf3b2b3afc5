package io.tollgate.admin.leak;

import io.tollgate.admin.http.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The pages that the public sees. They need no script, load nothing from elsewhere, and contain
 * nothing that a visitor sent.
 */
final class ReportPage {
    private static final String HTML = "text/html; charset=utf-8";
    private static final String MESSAGE = "<!-- message -->";
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none';"
                    + " frame-ancestors 'none'";

    private ReportPage() {}

    /** The form, with a sentence of ours above it, if there is one. */
    static Answer form(int status, String message) {
        String said =
                message.isEmpty()
                        ? ""
                        : "<p class=\"message\" role=\"alert\">" + escaped(message) + "</p>";
        return page(status, resource("form.html").replace(MESSAGE, said));
    }

    /** What everybody is told who reported a key. */
    static Answer received() {
        return page(200, resource("received.html"));
    }

    /** Sends a browser on, so that loading the page again reports nothing again. */
    static Answer seeReceived() {
        return guarded(new Answer(303, HTML, new byte[0], Map.of("Location", "leaks/received")));
    }

    /** How the pages look. */
    static Answer style() {
        return guarded(Answer.text("text/css; charset=utf-8", resource("style.css")));
    }

    private static Answer page(int status, String html) {
        return guarded(new Answer(status, HTML, html.getBytes(StandardCharsets.UTF_8), Map.of()));
    }

    private static Answer guarded(Answer answer) {
        return answer.with("Content-Security-Policy", POLICY)
                .with("Referrer-Policy", "no-referrer")
                .with("X-Robots-Tag", "noindex");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String resource(String name) {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
