package io.tollgate.schemas.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/**
 * A head with the Ed25519 signature of who wrote the chain. Its text is one line: {@code
 * tollgate-audit-head-v1 <writer> <sequence> <hash> <time> <signature in Base64>}, and all before
 * the last space is what is signed.
 *
 * @param head what is said
 * @param signature in Base64
 */
public record SignedHead(AuditHead head, String signature) {
    private static final String ALGORITHM = "Ed25519";
    private static final String FORM = "tollgate-audit-head-v1";
    private static final int WORDS = 6;

    /** Signs a head. */
    public static SignedHead sign(AuditHead head, PrivateKey key) {
        try {
            var signing = Signature.getInstance(ALGORITHM);
            signing.initSign(key);
            signing.update(signed(head));
            return new SignedHead(head, Base64.getEncoder().encodeToString(signing.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("can't sign with this key", e);
        }
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is not a signed head
     */
    public static SignedHead parse(String line) {
        String[] words = line.strip().split(" ", -1);
        if (words.length != WORDS || !words[0].equals(FORM)) {
            throw new IllegalArgumentException(
                    "expected " + FORM + ", writer, sequence, hash, time and signature");
        }
        try {
            var head =
                    new AuditHead(
                            words[1], Long.parseLong(words[2]), words[3], Instant.parse(words[4]));
            return new SignedHead(head, words[5]);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not a time: " + words[4], e);
        }
    }

    /** Whether the signature was made with the private half of this key. */
    public boolean isBy(PublicKey key) {
        try {
            var verifying = Signature.getInstance(ALGORITHM);
            verifying.initVerify(key);
            verifying.update(signed(head));
            return verifying.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return false;
        }
    }

    /** The line, without an end of line. */
    public String line() {
        return text(head) + " " + signature;
    }

    private static byte[] signed(AuditHead head) {
        return text(head).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(AuditHead head) {
        return String.join(
                " ",
                FORM,
                head.writerId(),
                Long.toString(head.sequence()),
                head.hash(),
                head.at().toString());
    }
}
