package io.tollgate.admin.resource;

import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.schemas.Operator;
import io.tollgate.schemas.OperatorState;
import io.tollgate.schemas.Role;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** Those operators who can bring all others back, of whom one must always be left. */
final class Admins {
    private Admins() {}

    /** How well an installation is provided with them, from the worst on. */
    private enum Provision {
        /** Nobody can sign in as one. */
        NONE,
        /** All of them have tokens that expire. */
        FOR_A_TIME,
        /** One has a token that does not. */
        LASTING
    }

    /**
     * Refuses a change that would leave an installation without, or with none whose token lasts.
     *
     * @param before the operator that is changed
     * @param after what it becomes, empty if it goes
     */
    static void demandProvision(
            Collection<Operator> all, Operator before, Optional<Operator> after, Instant now) {
        Provision others =
                all.stream()
                        .filter(each -> !each.getOperatorId().equals(before.getOperatorId()))
                        .map(each -> of(each, now))
                        .max(Provision::compareTo)
                        .orElse(Provision.NONE);
        Provision then = after.map(each -> of(each, now)).orElse(Provision.NONE);
        if (best(others, then).compareTo(best(others, of(before, now))) < 0) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "'"
                            + before.getName()
                            + "' is the last active operator with the role ADMIN"
                            + (best(others, then) == Provision.NONE
                                    ? ""
                                    : " whose token does not expire")
                            + "; make another one first");
        }
    }

    private static Provision best(Provision one, Provision other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Provision of(Operator operator, Instant now) {
        if (operator.getRole() != Role.ADMIN
                || operator.getState() != OperatorState.ACTIVE
                || operator.getTokenHash().isEmpty()) {
            return Provision.NONE;
        }
        Instant end = operator.getExpiresAt();
        if (end == null) {
            return Provision.LASTING;
        }
        return now.isBefore(end) ? Provision.FOR_A_TIME : Provision.NONE;
    }
}
