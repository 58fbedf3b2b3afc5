package io.tollgate.admin.notice;

import io.tollgate.admin.security.WebhookSecret;
import java.net.URI;

/** Where a notification goes. The text forms say nothing, since both kinds may be confidential. */
sealed interface Address {
    /** A receiver of Standard Webhooks, and the secret shared with it. */
    record Webhook(URI url, WebhookSecret secret) implements Address {
        @Override
        public String toString() {
            return "Webhook[…]";
        }
    }

    /** A mailbox. */
    record Mailbox(String address) implements Address {
        @Override
        public String toString() {
            return "Mailbox[…]";
        }
    }
}
