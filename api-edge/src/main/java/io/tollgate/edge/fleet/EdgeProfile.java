package io.tollgate.edge.fleet;

import java.time.Instant;

/**
 * What does not change about an edge while it runs.
 *
 * @param id the edge
 * @param boot the start of its process
 * @param name display name
 * @param version of the program
 * @param featureLevel what it can enforce
 * @param pepperVersion up to which version of the pepper it finds keys
 * @param address where its public door listens
 */
public record EdgeProfile(
        String id,
        String boot,
        String name,
        String version,
        int featureLevel,
        int pepperVersion,
        String address,
        Instant startedAt) {}
