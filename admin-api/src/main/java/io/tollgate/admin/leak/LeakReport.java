package io.tollgate.admin.leak;

import io.tollgate.schemas.credentials.KeyHash;

/**
 * Somebody's word that a key leaked. Of the key only the hash is in it.
 *
 * @param reason in words for operators
 * @param place where it was found, without secrets; empty if nobody said
 */
record LeakReport(KeyHash hash, Via via, String reason, String place) {}
