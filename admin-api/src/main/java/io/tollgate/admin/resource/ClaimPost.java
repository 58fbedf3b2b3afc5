package io.tollgate.admin.resource;

import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.table.Changes;
import io.tollgate.schemas.Claim;

/** Sends links to the contacts of owners, so that not even operators see them. Thread-safe. */
@FunctionalInterface
public interface ClaimPost {
    /**
     * Writes down, in the change that makes a link, that it is to be sent.
     *
     * @throws ProblemException if the owner can't be sent one
     */
    void send(Changes changes, Claim claim);
}
