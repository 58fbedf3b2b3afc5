package io.tollgate.edge.door;

import io.tollgate.edge.limit.LimitSpec;
import io.tollgate.edge.limit.LimitWindow;
import io.tollgate.edge.limit.Quota;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.eclipse.jetty.http.HttpField;

/**
 * What is left of the limits, told in header fields: {@code RateLimit-Policy} and {@code RateLimit}
 * of draft-ietf-httpapi-ratelimit-headers-10, and the older {@code X-RateLimit-*} where they are
 * wanted.
 */
final class RateLimitFields {
    private final boolean legacy;

    RateLimitFields(boolean legacy) {
        this.legacy = legacy;
    }

    /** The fields for a request that these limits apply to; none if no limit does. */
    List<HttpField> of(List<Quota> quotas) {
        if (quotas.isEmpty()) {
            return List.of();
        }
        var policy = new StringBuilder();
        var left = new StringBuilder();
        for (Quota quota : quotas) {
            if (!policy.isEmpty()) {
                policy.append(',');
                left.append(',');
            }
            LimitSpec limit = quota.limit();
            String name = quoted(limit.name());
            policy.append(name).append(";q=").append(limit.amount());
            policy.append(";w=").append(seconds(limit.window()));
            left.append(name).append(";r=").append(quota.remaining());
            left.append(";t=").append(quota.resetSeconds());
        }
        var fields = new ArrayList<HttpField>(5);
        fields.add(UnlistedField.of("RateLimit-Policy", policy.toString()));
        fields.add(UnlistedField.of("RateLimit", left.toString()));
        if (legacy) {
            addLegacy(quotas, fields);
        }
        return fields;
    }

    /** The older fields know one limit only: the one that ends first. */
    private static void addLegacy(List<Quota> quotas, List<HttpField> fields) {
        Quota nearest =
                quotas.stream().min(Comparator.comparingLong(Quota::remaining)).orElseThrow();
        fields.add(UnlistedField.of("X-RateLimit-Limit", String.valueOf(nearest.limit().amount())));
        fields.add(UnlistedField.of("X-RateLimit-Remaining", String.valueOf(nearest.remaining())));
        fields.add(UnlistedField.of("X-RateLimit-Reset", String.valueOf(nearest.resetSeconds())));
    }

    private static long seconds(LimitWindow window) {
        return switch (window) {
            case LimitWindow.Sliding(var length) -> length.toSeconds();
            // Months differ; the field wants one number.
            case LimitWindow.Calendar(var length) ->
                    86_400L * (length.getMonths() == 0 ? length.getDays() : 30);
        };
    }

    /** A string of RFC 9651, which knows visible ASCII and blanks only. */
    private static String quoted(String name) {
        var text = new StringBuilder(name.length() + 2).append('"');
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c >= ' ' && c < 127 ? c : '_');
        }
        return text.append('"').toString();
    }
}
