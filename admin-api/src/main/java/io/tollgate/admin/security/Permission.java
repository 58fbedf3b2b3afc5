package io.tollgate.admin.security;

/** What an endpoint asks of an operator; there is none that asks nothing by default. */
public enum Permission {
    /** Anybody, without signing in. */
    PUBLIC,
    /** Whoever is signed in. */
    SIGNED_IN,
    /** See owners, with their names and contacts. */
    READ_OWNERS,
    /** Create, change and delete owners. */
    EDIT_OWNERS,
    /** See plans. */
    READ_PLANS,
    /** Create, change and delete plans. */
    EDIT_PLANS,
    /** See routes. */
    READ_ROUTES,
    /** Create, change and delete routes. */
    EDIT_ROUTES,
    /** See rules of abuse detection. */
    READ_RULES,
    /** Change and delete rules of abuse detection. */
    EDIT_RULES,
    /** See keys; secrets are seen by nobody. */
    READ_KEYS,
    /** Create, change, rotate and delete keys. */
    ISSUE_KEYS,
    /** Suspend keys, and end suspensions. */
    SUSPEND_KEYS,
    /** Revoke keys, and withdraw revocations. */
    REVOKE_KEYS,
    /** See revocations and their receipts. */
    READ_REVOCATIONS,
    /** See usage. */
    READ_USAGE,
    /** See alerts and their evidence. */
    READ_ALERTS,
    /** See notifications and how far they got. */
    READ_NOTIFICATIONS,
    /** See the fleet. */
    READ_EDGES,
    /** See who changed what. */
    READ_AUDIT,
    /** See operators and their roles; tokens are seen by nobody. */
    READ_OPERATORS,
    /** Create, change and delete operators, and give them new tokens. */
    EDIT_OPERATORS
}
