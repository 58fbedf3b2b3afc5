package io.tollgate.admin.revocation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which edges enforce a revocation.
 *
 * @param edges how many edges it has to reach
 * @param enforcing how many of them said that they enforce it
 * @param slowestMillis how long the slowest of those took whose time was measured, null if none was
 * @param missing those that did not say so yet
 */
public record ReceiptSummary(
        int edges, int enforcing, @Nullable Long slowestMillis, List<Missing> missing) {

    /** Whether nobody is missing of whom word can come. */
    boolean settled() {
        return missing.stream().noneMatch(one -> one.reason().equals("pending"));
    }

    /**
     * An edge that did not say that it enforces a revocation.
     *
     * @param reason pending, unreachable, or blocked and why
     * @param lastHeardAt time of its last heartbeat
     * @param mayAdmitUntil until when it may let requests pass if it is cut off, or unbounded
     */
    public record Missing(
            String edgeId,
            String boot,
            String name,
            String reason,
            String lastHeardAt,
            String mayAdmitUntil) {}
}
