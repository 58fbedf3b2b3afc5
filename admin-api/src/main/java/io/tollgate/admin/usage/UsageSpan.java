package io.tollgate.admin.usage;

import java.time.Instant;

/** A time from and, excluded, to. */
record UsageSpan(Instant from, Instant to) {}
