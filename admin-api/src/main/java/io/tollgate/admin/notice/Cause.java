package io.tollgate.admin.notice;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * Something that happened, which is found again under the same id whenever it is looked for.
 *
 * @param id what tells it from all others
 * @param at when it happened
 * @param notices who is told what; worked out only for a cause that was not dealt with yet
 */
record Cause(String id, Instant at, Supplier<List<Notice>> notices) {}
