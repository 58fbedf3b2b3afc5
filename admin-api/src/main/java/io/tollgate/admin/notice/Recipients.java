package io.tollgate.admin.notice;

import io.tollgate.admin.notice.Notice.Audience;
import io.tollgate.admin.resource.Contacts;
import io.tollgate.schemas.Notification;
import io.tollgate.schemas.NotificationState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whom notices reach, and where. Thread-safe. */
final class Recipients {
    private static final String OPERATORS = "operators";
    private static final String OWNER = "owner/";
    private static final String WEBHOOK = "/webhook";
    private static final String MAIL = "/mail";

    private final Optional<Address.Webhook> operatorsWebhook;
    private final Optional<Address.Mailbox> operatorsMailbox;
    private final boolean mail;
    private final Contacts contacts;

    /**
     * Knows the operators' addresses and finds those of owners.
     *
     * @param mail whether mail can be sent at all
     */
    Recipients(
            Optional<Address.Webhook> operatorsWebhook,
            Optional<Address.Mailbox> operatorsMailbox,
            boolean mail,
            Contacts contacts) {
        this.operatorsWebhook = operatorsWebhook;
        this.operatorsMailbox = operatorsMailbox;
        this.mail = mail;
        this.contacts = contacts;
    }

    /** Whether mail can be sent at all. */
    boolean mail() {
        return mail;
    }

    /** An owner's mailbox, if there is one and mail can be sent. */
    Optional<Recipient> mailbox(String ownerId) {
        String endpoint = OWNER + ownerId + MAIL;
        return address(endpoint).map(address -> new Recipient(endpoint, address));
    }

    /** Whom a notice goes to. */
    List<Recipient> of(Notice notice) {
        String party =
                notice.audience() == Audience.OPERATORS ? OPERATORS : OWNER + notice.ownerId();
        var all = new ArrayList<Recipient>();
        for (String endpoint : List.of(party + WEBHOOK, party + MAIL)) {
            address(endpoint).ifPresent(address -> all.add(new Recipient(endpoint, address)));
        }
        return List.copyOf(all);
    }

    /** Where an endpoint is, if there is one of that name. */
    Optional<? extends Address> address(String endpoint) {
        String party = endpoint.substring(0, Math.max(0, endpoint.lastIndexOf('/')));
        boolean webhook = endpoint.endsWith(WEBHOOK);
        if (!webhook && !mail) {
            return Optional.empty();
        }
        if (party.equals(OPERATORS)) {
            return webhook ? operatorsWebhook : operatorsMailbox;
        }
        Contacts.Contact contact = contacts.of(party.substring(OWNER.length()));
        return webhook
                ? contact.webhook().map(hook -> new Address.Webhook(hook.url(), hook.secret()))
                : contact.email().map(Address.Mailbox::new);
    }

    /** The entry that says that an endpoint gets nothing any more. */
    Notification disabled(String endpoint, Address address, String reason, Instant now) {
        var notice =
                new Notice(
                        NoticeBook.DISABLED,
                        Audience.OPERATORS,
                        endpoint.startsWith(OWNER)
                                ? endpoint.substring(OWNER.length(), endpoint.lastIndexOf('/'))
                                : "",
                        "",
                        Map.of("endpoint", endpoint, "reason", reason));
        return Notification.newBuilder()
                .setNotificationId(Names.ofDisabled(endpoint, address))
                .setVersion(1)
                .setType(notice.type())
                .setOwnerId(notice.ownerId())
                .setKeyId("")
                .setEndpoint(endpoint)
                .setState(NotificationState.FAILED)
                .setBody(notice.body(now))
                .setCreatedAt(now)
                .setUpdatedAt(now)
                .build();
    }
}
