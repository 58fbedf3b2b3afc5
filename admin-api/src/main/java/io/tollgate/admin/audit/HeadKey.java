package io.tollgate.admin.audit;

import io.tollgate.admin.security.SecretFile;
import io.tollgate.schemas.audit.AuditHead;
import io.tollgate.schemas.audit.SignedHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * The Ed25519 key that heads are signed with. Its file, which only its user may read, holds both
 * halves; the one beside it holds the public half for those who verify. Immutable.
 */
public final class HeadKey {
    private static final String ALGORITHM = "Ed25519";
    private static final int WORDS = 3;

    private final PrivateKey secret;

    private HeadKey(PrivateKey secret) {
        this.secret = secret;
    }

    /**
     * Reads the key, which is made if its file is missing.
     *
     * @throws IOException if it can't be read or made, or is not such a key
     */
    static HeadKey readOrCreate(Path file) throws IOException {
        String[] words = new SecretFile(file).readOrCreate(HeadKey::generate).split(" ", -1);
        if (words.length != WORDS || !words[0].equals(ALGORITHM)) {
            throw unreadable(file);
        }
        Path beside = publicFile(file);
        if (!Files.exists(beside)) {
            Files.writeString(beside, ALGORITHM + " " + words[2] + "\n");
        }
        try {
            byte[] encoded = Base64.getDecoder().decode(words[1]);
            return new HeadKey(
                    KeyFactory.getInstance(ALGORITHM)
                            .generatePrivate(new PKCS8EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            // The cause would quote the text.
            throw unreadable(file);
        }
    }

    /**
     * Reads the file with the public half.
     *
     * @throws IOException if it can't be read, or does not hold one
     */
    public static PublicKey readPublic(Path file) throws IOException {
        String[] words = Files.readString(file).strip().split(" ", -1);
        try {
            if (words.length == 2 && words[0].equals(ALGORITHM)) {
                byte[] encoded = Base64.getDecoder().decode(words[1]);
                return KeyFactory.getInstance(ALGORITHM)
                        .generatePublic(new X509EncodedKeySpec(encoded));
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file + " must hold the public key of audit heads", e);
        }
        throw new IOException(file + " must hold the public key of audit heads");
    }

    SignedHead sign(AuditHead head) {
        return SignedHead.sign(head, secret);
    }

    private static Path publicFile(Path file) {
        return file.resolveSibling(file.getFileName() + ".pub");
    }

    private static String generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            var base64 = Base64.getEncoder();
            return String.join(
                    " ",
                    ALGORITHM,
                    base64.encodeToString(pair.getPrivate().getEncoded()),
                    base64.encodeToString(pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks Ed25519", e);
        }
    }

    private static IOException unreadable(Path file) {
        return new IOException(file + " must hold a key of audit heads as this program writes it");
    }
}
