package io.tollgate.admin.notice;

import io.tollgate.admin.resource.Contacts;
import io.tollgate.admin.resource.State;
import io.tollgate.admin.security.MasterKey;
import io.tollgate.admin.security.Vault;
import io.tollgate.admin.security.WebhookSecret;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.Optional;

/** Recipients for tests. */
final class TestRecipients {
    private TestRecipients() {}

    /** Operators with a webhook, and no owner that can be reached. */
    static Recipients operators() {
        return new Recipients(
                Optional.of(
                        new Address.Webhook(
                                URI.create("https://hooks.example/"),
                                WebhookSecret.parse(WebhookSecret.format(new byte[32])))),
                Optional.empty(),
                false,
                new Contacts(State.empty(), vault()));
    }

    private static Vault vault() {
        try {
            return new Vault(MasterKey.parse(MasterKey.generate()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
