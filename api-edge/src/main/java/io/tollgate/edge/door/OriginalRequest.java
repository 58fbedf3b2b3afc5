package io.tollgate.edge.door;

import java.net.InetAddress;

/**
 * What a client asked of the gateway that now asks us. Immutable.
 *
 * @param client the client's address as the gateway knows it
 */
record OriginalRequest(String method, RequestTarget target, InetAddress client) {}
