package io.tollgate.edge.door;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells paths apart without telling them: 16 hex digits of the path's SHA-256. */
final class PathHash {
    private static final int BYTES = 8;
    private static final ThreadLocal<MessageDigest> DIGESTS =
            ThreadLocal.withInitial(PathHash::digest);

    private PathHash() {}

    static String of(String path) {
        byte[] hash = DIGESTS.get().digest(path.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, BYTES);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java lacks SHA-256", e);
        }
    }
}
