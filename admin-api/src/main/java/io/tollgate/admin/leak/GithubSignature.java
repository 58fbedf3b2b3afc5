package io.tollgate.admin.leak;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;

/** ECDSA over the very bytes of a body, with P-256 and SHA-256, written in DER and base64. */
final class GithubSignature {
    /** Name of the header with the id of the key. */
    static final String KEY_HEADER = "Github-Public-Key-Identifier";

    /** Name of the header with the signature. */
    static final String HEADER = "Github-Public-Key-Signature";

    private GithubSignature() {}

    /** Whether a signature is one over a body by a key. */
    static boolean matches(PublicKey key, byte[] body, String signature) {
        try {
            var check = Signature.getInstance("SHA256withECDSA");
            check.initVerify(key);
            check.update(body);
            return check.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }
}
