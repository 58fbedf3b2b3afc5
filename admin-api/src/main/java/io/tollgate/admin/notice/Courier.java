package io.tollgate.admin.notice;

import io.tollgate.schemas.Notification;

/** Takes notifications to addresses of one kind. Thread-safe. */
@FunctionalInterface
interface Courier<A extends Address> {
    /** Tries once, within a bounded time. */
    Outcome deliver(Notification notification, A address) throws InterruptedException;
}
