package io.tollgate.admin.resource;

import io.tollgate.admin.table.Changes;
import io.tollgate.schemas.Claim;
import java.util.Optional;

/** Sends links to the contacts of owners, so that not even operators see them. Thread-safe. */
public interface ClaimPost {
    /** Why an owner can't be sent a link; empty if nothing is in the way. */
    Optional<String> hindrance(String ownerId);

    /** Writes down, in the change that makes a link, that it is to be sent. */
    void send(Changes changes, Claim claim);
}
