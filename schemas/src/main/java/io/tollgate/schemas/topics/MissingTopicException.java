package io.tollgate.schemas.topics;

import java.util.List;

/**
 * Topics that a program needs are missing and it may not or cannot create them; the message names
 * each and why.
 */
public final class MissingTopicException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingTopicException(List<String> topics) {
        super(
                "these topics are missing and could not be created: "
                        + String.join(", ", topics)
                        + "; create them or allow this program to");
    }
}
