package io.tollgate.admin.notice;

import java.time.Duration;

/** What came of one attempt to deliver a notification. Reasons hold nothing confidential. */
sealed interface Outcome {
    /** Why it failed where nobody who is trusted vouches for the server under its name. */
    String WRONG_CERTIFICATE = "the server's certificate is not trusted, or is not for its name";

    /** It was taken. */
    record Delivered() implements Outcome {}

    /** The endpoint wants nothing any more. */
    record Gone() implements Outcome {}

    /** It will never be taken. */
    record Refused(String reason) implements Outcome {}

    /** It may be taken later, not before some time that the endpoint asked for. */
    record Failed(String reason, Duration notBefore) implements Outcome {}

    /** It may be taken later. */
    static Failed failed(String reason) {
        return new Failed(reason, Duration.ZERO);
    }
}
