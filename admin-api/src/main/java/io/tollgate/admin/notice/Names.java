package io.tollgate.admin.notice;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Ids of notifications, which follow from what they are about, so that none is made twice. */
final class Names {
    private static final int BYTES = 16;

    private Names() {}

    /** The id of a notification to an endpoint. */
    static String of(Cause cause, Notice notice, String endpoint) {
        return hash(cause.id(), notice.type(), endpoint);
    }

    /** The id of the entry that says that an endpoint is disabled at its present address. */
    static String ofDisabled(String endpoint, Address address) {
        String where =
                switch (address) {
                    case Address.Webhook(var url, _) -> url.toString();
                    case Address.Mailbox(var mailbox) -> mailbox;
                };
        return hash("disabled", endpoint, where);
    }

    private static String hash(String... parts) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
            return "ntf_" + HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
