package io.tollgate.edge.rehearsal;

/**
 * One of the steps that lead to a verdict.
 *
 * @param passed whether the request went on from here
 * @param detail what was found
 */
public record Step(Stage stage, boolean passed, String detail) {
    /** The steps in the order in which an edge takes them. */
    public enum Stage {
        /** Whether the target can be read in one way only. */
        REQUEST,
        /** Whether there is one credential, of the form of a key. */
        CREDENTIAL,
        /** Whether the key is known and in a state to be used. */
        KEY,
        /** Whether its time is over. */
        EXPIRY,
        /** Whether revocations forbid its use. */
        REVOCATIONS,
        /** Whether its owner and plan vouch for it. */
        AGREEMENT,
        /** Whether there is something at the target. */
        ROUTE,
        /** Whether scopes, environment and address are those that are wanted. */
        PERMISSIONS,
        /** Whether something is left of its limits. */
        LIMITS
    }
}
