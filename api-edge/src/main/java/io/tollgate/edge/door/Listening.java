package io.tollgate.edge.door;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where and how the doors listen. Immutable.
 *
 * @param bindAddress of the public door
 * @param privateBindAddress of the private door
 * @param port of the public door, 0 for any free one
 * @param privatePort of the private door, 0 for any free one
 * @param tls what the public door speaks TLS with, null if it does not
 * @param maxRequestHeaderBytes of a request's line and fields together
 * @param idleTimeout how long a connection may be silent where one side waits for the client
 * @param maxOpen how many admitted exchanges may be under way at once
 * @param bounds of what clients may do
 */
public record Listening(
        String bindAddress,
        String privateBindAddress,
        int port,
        int privatePort,
        @Nullable TlsFiles tls,
        int maxRequestHeaderBytes,
        Duration idleTimeout,
        int maxOpen,
        ClientBounds bounds) {}
