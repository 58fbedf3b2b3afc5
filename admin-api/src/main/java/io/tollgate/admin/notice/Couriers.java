package io.tollgate.admin.notice;

import io.tollgate.schemas.Notification;

/** A courier for each kind of address. */
record Couriers(Courier<Address.Webhook> webhooks, Courier<Address.Mailbox> mail)
        implements Courier<Address> {
    @Override
    public Outcome deliver(Notification notification, Address address) throws InterruptedException {
        return switch (address) {
            case Address.Webhook webhook -> webhooks.deliver(notification, webhook);
            case Address.Mailbox mailbox -> mail.deliver(notification, mailbox);
        };
    }
}
