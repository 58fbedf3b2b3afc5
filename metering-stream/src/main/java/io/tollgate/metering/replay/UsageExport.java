package io.tollgate.metering.replay;

import java.nio.file.Path;

/**
 * A file of usage that was written. Immutable.
 *
 * @param file where it is
 * @param windows how many records it holds
 */
public record UsageExport(Path file, long windows) {}
