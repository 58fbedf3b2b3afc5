package io.tollgate.edge.limit;

import io.tollgate.schemas.Limit;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;

/**
 * A limit as it holds for a key, decoded from a plan or an override. Immutable.
 *
 * @param amount how much may be used in one window, in units of cost
 * @param enforced whether it refuses requests, or only counts them
 */
public record LimitSpec(
        String name, long amount, LimitWindow window, LimitScope scope, boolean enforced) {
    /** Checks the amount. */
    public LimitSpec {
        if (amount < 1) {
            throw new IllegalArgumentException(
                    "limit " + name + ": the amount is at least 1, not " + amount);
        }
    }

    /**
     * Decodes a limit.
     *
     * @throws IllegalArgumentException if it is not one that this version can enforce
     */
    public static LimitSpec of(Limit limit, boolean enforced) {
        if (limit.getScope() == LimitScope.UNKNOWN) {
            throw new IllegalArgumentException("limit " + limit.getName() + ": unknown scope");
        }
        LimitWindow window = LimitWindow.parse(limit.getKind(), limit.getWindow());
        return new LimitSpec(
                limit.getName(), limit.getAmount(), window, limit.getScope(), enforced);
    }

    /**
     * A rate lowered to a part of its amount, rounded down, yet never below what one request costs,
     * since a tightening slows and does not end. A quota stays what it is: a part of what was
     * promised for a month may be used up on its first day.
     */
    public LimitSpec lowered(int percent, long cost) {
        long part = amount / 100 * percent + amount % 100 * percent / 100;
        long lowered = Math.min(amount, Math.max(Math.max(1, cost), part));
        return window.slides() ? new LimitSpec(name, lowered, window, scope, enforced) : this;
    }

    /** Whether the window slides or follows the calendar. */
    public LimitKind kind() {
        return window.slides() ? LimitKind.RATE : LimitKind.QUOTA;
    }
}
