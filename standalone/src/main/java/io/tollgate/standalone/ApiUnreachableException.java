package io.tollgate.standalone;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;

/** Nobody answers where the admin API should be. */
final class ApiUnreachableException extends IOException {
    private static final long serialVersionUID = 1L;

    ApiUnreachableException(String address, IOException cause) {
        super(
                "can't reach the admin API at %s: %s. Is it running (./tollgate up)? --api or TOLLGATE_API says where it is."
                        .formatted(address, reason(cause)),
                cause);
    }

    private static String reason(IOException cause) {
        return switch (cause) {
            case ConnectException e when isUnresolved(e) -> "there is no such host";
            case ConnectException e -> e.getMessage() == null ? "nothing listens there" : words(e);
            case HttpTimeoutException _ -> "no answer in time";
            default -> words(cause);
        };
    }

    private static boolean isUnresolved(Throwable failure) {
        return failure instanceof UnresolvedAddressException
                || (failure.getCause() != null && isUnresolved(failure.getCause()));
    }

    private static String words(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
