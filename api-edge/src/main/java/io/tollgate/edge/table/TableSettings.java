package io.tollgate.edge.table;

import io.tollgate.schemas.credentials.Pepper;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * How an edge keeps its tables.
 *
 * @param directory where they are on disk; no other process may use it
 * @param maxStateAge beyond which the state is stale, and not enough to start from
 * @param keysOnHeap how many keys stay decoded in memory
 * @param pepper what the hashes are made with that keys are looked up by
 * @param allowedUpstream which base addresses routes may name
 */
public record TableSettings(
        Path directory,
        Duration maxStateAge,
        long keysOnHeap,
        Pepper pepper,
        Predicate<URI> allowedUpstream) {}
