package io.tollgate.metering;

import java.util.List;

/**
 * This generation of {@code requests} can't be counted, not yet or no more; the message says why
 * and nothing was changed.
 */
public final class TakeoverRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TakeoverRefusedException(String what, List<String> reasons) {
        super(what + ": " + String.join("; ", reasons));
    }
}
