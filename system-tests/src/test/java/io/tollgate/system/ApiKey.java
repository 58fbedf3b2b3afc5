package io.tollgate.system;

/** A key as its owner has it. */
record ApiKey(String id, String ownerId, String secret) {}
