package io.tollgate.admin.http;

/**
 * What is wrong with one member of a body or query.
 *
 * @param field path of the member, such as limits[0].window
 * @param message what is right
 */
public record FieldError(String field, String message) {}
