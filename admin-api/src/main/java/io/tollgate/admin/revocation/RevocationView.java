package io.tollgate.admin.revocation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.Receipt;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationAction;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A revocation as it is shown. */
record RevocationView(
        String id,
        TargetView target,
        String action,
        String state,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer ratePercent,
        String reason,
        String createdAt,
        @Nullable String endsAt,
        @Nullable String withdrawnAt,
        String actor,
        @Nullable String withdrawnBy,
        @Nullable String caseReference,
        @Nullable String alertId,
        long version,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ReceiptsView receipts) {

    /** Which keys a revocation hits, with those members that are set. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TargetView(
            @Nullable String keyId,
            @Nullable List<String> keyIds,
            @Nullable String ownerId,
            @Nullable String planId,
            @Nullable String environment,
            @Nullable String issuedBefore,
            @Nullable String importBatch) {}

    /** Who enforces it, and each edge's word where it is asked for. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ReceiptsView(
            int edges,
            int enforcing,
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Long slowestMillis,
            @Nullable Double medianMillis,
            @Nullable Double p99Millis,
            List<ReceiptSummary.Missing> missing,
            @Nullable List<ReceiptView> items) {

        static ReceiptsView of(ReceiptSummary summary) {
            return of(summary, null);
        }

        static ReceiptsView of(ReceiptSummary summary, @Nullable List<ReceiptView> items) {
            return new ReceiptsView(
                    summary.edges(),
                    summary.enforcing(),
                    summary.slowestMillis(),
                    quantile(items, 0.5),
                    quantile(items, 0.99),
                    summary.missing(),
                    items);
        }
    }

    /** The smallest delay that so large a part of the words did not exceed. */
    private static @Nullable Double quantile(@Nullable List<ReceiptView> words, double part) {
        if (words == null || words.isEmpty()) {
            return null;
        }
        double[] delays = words.stream().mapToDouble(ReceiptView::delayMillis).sorted().toArray();
        return delays[(int) Math.ceil(part * delays.length) - 1];
    }

    /** An edge's word. */
    record ReceiptView(String edgeId, String boot, String name, String at, double delayMillis) {
        static ReceiptView of(Receipt receipt) {
            return new ReceiptView(
                    receipt.getEdgeId(),
                    receipt.getBoot(),
                    receipt.getEdgeName(),
                    receipt.getAt().toString(),
                    receipt.getDelayMicros() / 1_000.0);
        }
    }

    static RevocationView of(Revocation revocation, Instant now, @Nullable ReceiptsView receipts) {
        return new RevocationView(
                revocation.getRevocationId(),
                target(revocation),
                revocation.getAction().name(),
                state(revocation, now),
                RevocationMatch.forbids(revocation) ? null : revocation.getRatePercent(),
                revocation.getReason(),
                revocation.getCreatedAt().toString(),
                text(revocation.getEndsAt()),
                text(revocation.getWithdrawnAt()),
                revocation.getActor(),
                given(revocation.getWithdrawnBy()),
                given(revocation.getCaseReference()),
                given(revocation.getAlertId()),
                revocation.getVersion(),
                receipts);
    }

    /** ACTIVE, ENDED by itself, or WITHDRAWN. */
    static String state(Revocation revocation, Instant now) {
        if (revocation.getWithdrawnAt() != null) {
            return "WITHDRAWN";
        }
        return RevocationMatch.inForce(revocation, now) ? "ACTIVE" : "ENDED";
    }

    /** Whether it ends the use of keys rather than pausing or slowing it. */
    static boolean isFinal(RevocationAction action) {
        return action != RevocationAction.SUSPEND && action != RevocationAction.TIGHTEN;
    }

    private static TargetView target(Revocation revocation) {
        List<String> keys = revocation.getKeyIds();
        Environment environment = revocation.getEnvironment();
        return new TargetView(
                keys.size() == 1 ? keys.getFirst() : null,
                keys.size() > 1 ? keys : null,
                given(revocation.getOwnerId()),
                given(revocation.getPlanId()),
                environment == null ? null : environment.name().toLowerCase(Locale.ROOT),
                text(revocation.getIssuedBefore()),
                given(revocation.getImportBatch()));
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    private static @Nullable String given(String text) {
        return text.isEmpty() ? null : text;
    }
}
