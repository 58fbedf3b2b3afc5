package io.tollgate.admin.notice;

/**
 * One who is told.
 *
 * @param endpoint the name under which it is known, which tells nothing confidential
 * @param address where it is reached
 */
record Recipient(String endpoint, Address address) {}
