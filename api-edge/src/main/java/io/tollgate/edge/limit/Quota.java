package io.tollgate.edge.limit;

/**
 * What is left of a limit, as far as this edge knows. Immutable.
 *
 * @param remaining units of cost, never below 0
 * @param resetSeconds until more becomes available, at least 1
 */
public record Quota(LimitSpec limit, long remaining, long resetSeconds) {}
