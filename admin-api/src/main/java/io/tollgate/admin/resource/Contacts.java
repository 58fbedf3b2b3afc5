package io.tollgate.admin.resource;

import io.tollgate.admin.security.Vault;
import io.tollgate.admin.security.WebhookSecret;
import io.tollgate.admin.security.WebhookUrl;
import java.net.URI;
import java.util.Optional;

/** How owners are reached, out of the vault. Thread-safe. */
public final class Contacts {
    private static final Contact NONE = new Contact(Optional.empty(), Optional.empty());

    private final State state;
    private final Vault vault;

    /** Looks into a vault. */
    public Contacts(State state, Vault vault) {
        this.state = state;
        this.vault = vault;
    }

    /** How one owner is reached. */
    public record Contact(Optional<String> email, Optional<Webhook> webhook) {
        /** Says nothing, since it would end up in logs. */
        @Override
        public String toString() {
            return "Contact[…]";
        }
    }

    /** A receiver of webhooks. */
    public record Webhook(URI url, WebhookSecret secret) {
        /** Says nothing, since it would end up in logs. */
        @Override
        public String toString() {
            return "Webhook[…]";
        }
    }

    /**
     * How an owner is reached; not at all if there is none of that name.
     *
     * @throws IllegalStateException if the vault was made under another master key
     */
    public Contact of(String ownerId) {
        return state.owner(ownerId)
                .flatMap(_ -> state.vault().find(ownerId))
                .map(entry -> of(Profile.read(Optional.of(vault.open(entry)))))
                .orElse(NONE);
    }

    private static Contact of(Profile profile) {
        return new Contact(
                Optional.of(profile.email()).filter(email -> !email.isEmpty()),
                WebhookUrl.parse(profile.webhook())
                        .map(url ->
                                new Webhook(url, WebhookSecret.parse(profile.webhookSecret()))));
    }
}
