package io.tollgate.metering.abuse;

import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.rules.Automation;
import org.jspecify.annotations.Nullable;

/** What became of a suspension that a rule asked for. */
public enum Standing {
    /** It holds, or held until its end. */
    STANDS,
    /** It never began: the rules had done enough in that hour, or may do nothing. */
    WITHHELD,
    /** Somebody found the key right after all. */
    WITHDRAWN;

    /** What a withdrawn revocation tells; null if there is none of that name. */
    public static Standing of(@Nullable Revocation withdrawn) {
        if (withdrawn == null) {
            return STANDS;
        }
        return withdrawn.getWithdrawnBy().equals(Automation.WITHHELD_BY) ? WITHHELD : WITHDRAWN;
    }
}
