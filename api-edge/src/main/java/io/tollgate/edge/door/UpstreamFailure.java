package io.tollgate.edge.door;

import io.tollgate.schemas.Upstream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.jspecify.annotations.Nullable;

/**
 * Why an admitted request got no answer from upstream, as the client and the event are to hear it.
 * The reason's own words stay here: they would tell outsiders about the servers behind.
 */
record UpstreamFailure(Problem problem, Upstream upstream, String detail) {
    /** The edge's settings do not let it use any of the route's upstreams. */
    static final UpstreamFailure NOT_ALLOWED =
            new UpstreamFailure(
                    Problem.UPSTREAM_FAILED,
                    Upstream.FAILED,
                    "This gateway is not set up to use the servers of this route.");

    private static final UpstreamFailure TIMEOUT =
            new UpstreamFailure(
                    Problem.UPSTREAM_TIMEOUT,
                    Upstream.TIMEOUT,
                    "The server behind this gateway did not answer in time.");
    private static final UpstreamFailure REFUSED =
            new UpstreamFailure(
                    Problem.UPSTREAM_FAILED,
                    Upstream.FAILED,
                    "The server behind this gateway can't be reached.");

    /** It did not keep to the protocol. */
    static final UpstreamFailure BROKEN =
            new UpstreamFailure(
                    Problem.UPSTREAM_FAILED,
                    Upstream.FAILED,
                    "The server behind this gateway broke off or gave an answer that is not"
                            + " valid.");

    private static final UpstreamFailure BUSY =
            new UpstreamFailure(
                    Problem.UPSTREAM_FAILED,
                    Upstream.FAILED,
                    "The server behind this gateway has too much to do.");
    private static final UpstreamFailure CLIENT_TOO_SLOW =
            new UpstreamFailure(
                    Problem.REQUEST_TIMEOUT,
                    Upstream.UNKNOWN,
                    "The request's body did not come in time.");
    private static final UpstreamFailure CLIENT_TOO_LARGE =
            new UpstreamFailure(
                    Problem.BODY_TOO_LARGE,
                    Upstream.UNKNOWN,
                    "The request's body is larger than is taken here.");
    private static final UpstreamFailure CLIENT_BROKEN =
            new UpstreamFailure(
                    Problem.BAD_REQUEST, Upstream.UNKNOWN, "The request's body is not valid.");

    /**
     * Finds out what an exchange failed of.
     *
     * @param clientFailure why the client's part of it failed, null if it did not
     */
    static UpstreamFailure of(Throwable failure, @Nullable Throwable clientFailure) {
        if (clientFailure instanceof CountedBody.TooLargeException) {
            return CLIENT_TOO_LARGE;
        }
        if (clientFailure != null) {
            return isTimeout(clientFailure) ? CLIENT_TOO_SLOW : CLIENT_BROKEN;
        }
        if (isTimeout(failure)) {
            return TIMEOUT;
        }
        if (failure instanceof RejectedExecutionException) {
            return BUSY;
        }
        return isUnreachable(failure) ? REFUSED : BROKEN;
    }

    /** Whether no connection came about, so that the request can't have been seen. */
    static boolean isUnreachable(Throwable failure) {
        return failure instanceof ConnectException
                || failure instanceof SocketTimeoutException
                || failure instanceof java.net.UnknownHostException
                || failure instanceof java.nio.channels.UnresolvedAddressException;
    }

    private static boolean isTimeout(Throwable failure) {
        return failure instanceof TimeoutException
                || failure instanceof SocketTimeoutException
                || (failure instanceof HttpException http && http.getCode() == 408);
    }
}
