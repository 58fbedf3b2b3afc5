package io.tollgate.edge.table;

import java.net.InetAddress;

/** A network in CIDR form from which a key may be used. Immutable. */
public record SourceRange(InetAddress network, int prefixBits) {}
