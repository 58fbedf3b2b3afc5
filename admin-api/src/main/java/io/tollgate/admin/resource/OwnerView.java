package io.tollgate.admin.resource;

import io.tollgate.schemas.Owner;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An owner as it is shown. */
record OwnerView(
        String id,
        String name,
        ContactView contact,
        List<LimitView> limits,
        Map<String, String> flags,
        long version,
        String createdAt,
        String updatedAt) {

    /** How to reach an owner. */
    record ContactView(@Nullable String email, @Nullable WebhookView webhook) {}

    /** A receiver of webhooks, without the secret shared with it. */
    record WebhookView(String url) {}

    static OwnerView of(Owner owner, Profile profile) {
        return new OwnerView(
                owner.getOwnerId(),
                profile.name(),
                new ContactView(
                        profile.email().isEmpty() ? null : profile.email(),
                        profile.webhook().isEmpty() ? null : new WebhookView(profile.webhook())),
                LimitView.of(owner.getLimits()),
                owner.getFlags(),
                owner.getVersion(),
                owner.getCreatedAt().toString(),
                owner.getUpdatedAt().toString());
    }
}
