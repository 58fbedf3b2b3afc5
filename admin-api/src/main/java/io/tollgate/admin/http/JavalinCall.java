package io.tollgate.admin.http;

import io.javalin.http.Context;
import io.tollgate.schemas.Operator;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns Javalin's contexts into calls, and checks what every body must be. */
final class JavalinCall {
    private static final int MOST_BODY_BYTES = 1 << 20;
    private static final String JSON = "application/json";
    private static final List<String> LINES =
            List.of("application/x-ndjson", "application/ndjson", "application/jsonl");

    private JavalinCall() {}

    static Call of(Context context, Optional<Operator> operator) {
        return new Call(
                context.pathParamMap(),
                context.queryParamMap(),
                name -> headers(context, name),
                new StreamedBody(context),
                operator);
    }

    static List<String> headers(Context context, String name) {
        return Collections.list(context.req().getHeaders(name));
    }

    /** A body as it comes in. */
    private record StreamedBody(Context context) implements Body {
        @Override
        public byte[] whole() {
            return body(context);
        }

        @Override
        public BodyLines lines() {
            if (!LINES.contains(mediaType(context.req().getContentType()))) {
                throw unsupported(LINES.getFirst(), context.req().getContentType());
            }
            try {
                return new BodyLines(context.req().getInputStream());
            } catch (IOException e) {
                throw unreadable();
            }
        }
    }

    private static byte[] body(Context context) {
        checkMediaType(context.req().getContentType());
        if (context.req().getContentLengthLong() > MOST_BODY_BYTES) {
            throw tooLarge();
        }
        try (InputStream in = context.req().getInputStream()) {
            byte[] bytes = in.readNBytes(MOST_BODY_BYTES + 1);
            if (bytes.length > MOST_BODY_BYTES) {
                throw tooLarge();
            }
            return bytes;
        } catch (IOException e) {
            throw unreadable();
        }
    }

    private static void checkMediaType(@Nullable String given) {
        String type = mediaType(given);
        if (!type.equals(JSON) && !type.matches("application/[a-z0-9.+-]+\\+json")) {
            throw unsupported(JSON, given);
        }
    }

    private static String mediaType(@Nullable String given) {
        return given == null ? "" : given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static ProblemException unsupported(String right, @Nullable String given) {
        String type = mediaType(given);
        return new ProblemException(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        "Content-Type must be "
                                + right
                                + ", not "
                                + (type.isEmpty() ? "missing" : "'" + type + "'"))
                .with("Accept", right);
    }

    private static ProblemException unreadable() {
        return new ProblemException(
                ProblemType.INVALID_REQUEST, "the body could not be read to its end");
    }

    private static ProblemException tooLarge() {
        return new ProblemException(
                        ProblemType.CONTENT_TOO_LARGE,
                        "a body must not be larger than " + MOST_BODY_BYTES + " bytes")
                .with("Connection", "close");
    }
}
