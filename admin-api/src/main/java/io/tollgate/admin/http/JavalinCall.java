package io.tollgate.admin.http;

import io.javalin.http.Context;
import io.tollgate.schemas.Operator;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns Javalin's contexts into calls, and bounds what every body may be. */
final class JavalinCall {
    private static final int MOST_BODY_BYTES = 1 << 20;

    private JavalinCall() {}

    static Call of(Context context, Optional<Operator> operator) {
        String query = context.queryString();
        return new Call(
                query == null
                        ? context.req().getRequestURI()
                        : context.req().getRequestURI() + "?" + query,
                context.pathParamMap(),
                context.queryParamMap(),
                name -> headers(context, name),
                new StreamedBody(context),
                context.req().getRemoteAddr(),
                operator);
    }

    static List<String> headers(Context context, String name) {
        return Collections.list(context.req().getHeaders(name));
    }

    /**
     * A body as it comes in. Who passes it on may still wait for more of it when the rest is passed
     * over, and the server's stream is for one reader at a time: the buffer's lock sees to that.
     */
    private static final class StreamedBody implements Body {
        private final Context context;
        private @Nullable InputStream stream;

        StreamedBody(Context context) {
            this.context = context;
        }

        @Override
        public byte[] whole() {
            return body(context);
        }

        @Override
        public synchronized InputStream stream() {
            try {
                InputStream known = stream;
                if (known == null) {
                    known = new BufferedInputStream(context.req().getInputStream());
                    stream = known;
                }
                return known;
            } catch (IOException e) {
                throw unreadable();
            }
        }
    }

    private static byte[] body(Context context) {
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
