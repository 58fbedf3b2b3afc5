package io.tollgate.admin.notice;

import io.tollgate.schemas.Notification;
import java.util.Optional;
import java.util.function.Function;

/**
 * What mails say. Thread-safe.
 *
 * @param links the present link of a claim, made for this one letter; empty if it is of no use
 */
record Letters(Function<String, Optional<String>> links)
        implements Function<Notification, Optional<MailText>> {
    /** The letter of a notification; empty if there is nothing to tell any more. */
    @Override
    public Optional<MailText> apply(Notification notification) {
        return notification.getType().equals(ClaimMail.TYPE)
                ? links.apply(ClaimMail.claimId(notification))
                        .map(link -> MailText.ofClaim(notification, link))
                : Optional.of(MailText.of(notification));
    }
}
