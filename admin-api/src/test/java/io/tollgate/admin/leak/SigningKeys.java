package io.tollgate.admin.leak;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Plays GitHub: makes keys, lists them as GitHub does, and signs. */
final class SigningKeys {
    private final Map<String, KeyPair> keys = new LinkedHashMap<>();

    SigningKeys add(String id, String curve) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        keys.put(id, generator.generateKeyPair());
        return this;
    }

    void remove(String id) {
        keys.remove(id);
    }

    byte[] list() throws JsonProcessingException {
        var listed =
                keys.entrySet().stream()
                        .map(key ->
                                Map.of(
                                        "key_identifier", key.getKey(),
                                        "key", pem(key.getValue()),
                                        "is_current", true))
                        .toList();
        return new ObjectMapper().writeValueAsBytes(Map.of("public_keys", listed));
    }

    String sign(String id, byte[] body) throws GeneralSecurityException {
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(Objects.requireNonNull(keys.get(id)).getPrivate());
        signature.update(body);
        return Base64.getEncoder().encodeToString(signature.sign());
    }

    private static String pem(KeyPair pair) {
        var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'});
        return String.join(
                "\n",
                List.of(
                        "-----BEGIN PUBLIC KEY-----",
                        base64.encodeToString(pair.getPublic().getEncoded()),
                        "-----END PUBLIC KEY-----\n"));
    }
}
