package io.tollgate.edge.door;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what Jetty refuses before a door sees it: requests that are no HTTP, or not one that can
 * be read in one way only. Thread-safe.
 */
final class ErrorAnswers implements Request.Handler {
    private static final String NO_REASON = "Bad Request";
    private static final int LONGEST_REASON = 80;

    private final Answers answers;

    ErrorAnswers(Answers answers) {
        this.answers = answers;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Object cause = request.getAttribute(ErrorHandler.ERROR_EXCEPTION);
        int status = cause instanceof HttpException http ? http.getCode() : response.getStatus();
        Object message =
                cause instanceof HttpException http
                        ? http.getReason()
                        : request.getAttribute(ErrorHandler.ERROR_MESSAGE);
        answer(status, message == null ? "" : message.toString()).send(response, callback);
        return true;
    }

    private Answer answer(int status, String reason) {
        return switch (status) {
            case 404 -> answers.problem(Problem.NO_ROUTE, "There is nothing at this path.");
            case 408 ->
                    answers.problem(Problem.REQUEST_TIMEOUT, "The request did not come in time.");
            case 414 ->
                    answers.problem(
                            Problem.URI_TOO_LONG, "Path and query are longer than is taken here.");
            case 431 ->
                    answers.problem(
                            Problem.HEADERS_TOO_LARGE,
                            "The header fields together are larger than is taken here.");
            case 503 -> answers.overloaded();
            default ->
                    (status >= 400 && status < 500) || status == 505 || status == 501
                            ? answers.problem(
                                    Problem.BAD_REQUEST,
                                    "The request is not valid HTTP: " + told(reason) + ".")
                            : answers.problem(
                                    Problem.INTERNAL_ERROR, "The request could not be handled.");
        };
    }

    /** Jetty's own words, without what they may quote of the request. */
    private static String told(String reason) {
        int quote = reason.indexOf(':');
        String own = quote < 0 ? reason : reason.substring(0, quote);
        return own.isBlank() || own.equals(NO_REASON) || own.length() > LONGEST_REASON
                ? "its line or a field can't be read; perhaps the path is not validly escaped"
                : own;
    }
}
