package io.tollgate.admin.http;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Says in our form what Jetty refuses by itself: broken requests, ambiguous paths, large headers.
 */
final class JettyProblems extends ErrorHandler {
    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
        response.write(true, ByteBuffer.wrap(Json.write(problem(code, message))), callback);
    }

    /** The problem of a status that Jetty or Javalin chose. */
    static Problem problem(int status, @Nullable String message) {
        String phrase = HttpStatus.getMessage(status);
        String detail = message == null || message.isBlank() ? phrase : message;
        return typeOf(status)
                .map(type -> Problem.of(type, type == ProblemType.INTERNAL_ERROR ? phrase : detail))
                .orElse(Problem.ofStatus(status, phrase, detail));
    }

    private static Optional<ProblemType> typeOf(int status) {
        return switch (status) {
            case 400 -> Optional.of(ProblemType.INVALID_REQUEST);
            case 404 -> Optional.of(ProblemType.NOT_FOUND);
            case 405 -> Optional.of(ProblemType.METHOD_NOT_ALLOWED);
            case 413 -> Optional.of(ProblemType.CONTENT_TOO_LARGE);
            case 414 -> Optional.of(ProblemType.URI_TOO_LONG);
            case 415 -> Optional.of(ProblemType.UNSUPPORTED_MEDIA_TYPE);
            case 431 -> Optional.of(ProblemType.HEADERS_TOO_LARGE);
            case 500 -> Optional.of(ProblemType.INTERNAL_ERROR);
            default -> Optional.empty();
        };
    }
}
