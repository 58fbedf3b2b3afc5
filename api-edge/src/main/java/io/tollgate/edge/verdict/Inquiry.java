package io.tollgate.edge.verdict;

import io.tollgate.edge.credential.Credential;
import io.tollgate.edge.table.CompiledRoute;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * One request, as far as its verdict depends on it.
 *
 * @param route the most specific route that matches, null if none does
 * @param source the client's address
 */
public record Inquiry(@Nullable CompiledRoute route, Credential credential, InetAddress source) {}
