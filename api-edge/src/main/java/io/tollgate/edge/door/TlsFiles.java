package io.tollgate.edge.door;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the public door's private key and certificates are. Immutable.
 *
 * @param keystore a PKCS #12 keystore, or a PEM file with the key (PKCS #8, not encrypted) and the
 *     certificates, the server's first
 * @param passwordFile holds the keystore's password in its first line; null where it has none
 */
public record TlsFiles(Path keystore, @Nullable Path passwordFile) {}
