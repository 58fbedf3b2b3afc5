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

    private JavalinCall() {}

    static Call of(Context context, Optional<Operator> operator) {
        return new Call(
                context.pathParamMap(),
                context.queryParamMap(),
                name -> headers(context, name),
                () -> body(context),
                operator);
    }

    static List<String> headers(Context context, String name) {
        return Collections.list(context.req().getHeaders(name));
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
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST, "the body could not be read to its end");
        }
    }

    private static void checkMediaType(@Nullable String given) {
        String type = given == null ? "" : given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!type.equals("application/json") && !type.matches("application/[a-z0-9.+-]+\\+json")) {
            throw new ProblemException(
                            ProblemType.UNSUPPORTED_MEDIA_TYPE,
                            "Content-Type must be application/json, not "
                                    + (type.isEmpty() ? "missing" : "'" + type + "'"))
                    .with("Accept", "application/json");
        }
    }

    private static ProblemException tooLarge() {
        return new ProblemException(
                        ProblemType.CONTENT_TOO_LARGE,
                        "a body must not be larger than " + MOST_BODY_BYTES + " bytes")
                .with("Connection", "close");
    }
}
