package io.tollgate.admin.security;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Configuration;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.security.GeneralSecurityException;

/** The key that wraps the keys of owners: AES-256-GCM, kept in a file as a Tink keyset. */
public final class MasterKey {
    /** Number that what it wrapped carries. */
    public static final int VERSION = 1;

    private final Aead aead;

    private MasterKey(Aead aead) {
        this.aead = aead;
    }

    /** A new master key in the form of its file. */
    public static String generate() {
        try {
            return TinkJsonProtoKeysetFormat.serializeKeyset(
                    newKeyset(), configuration(), InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks AES-256-GCM", e);
        }
    }

    /**
     * Reads the form of its file.
     *
     * @throws GeneralSecurityException if it is not a keyset
     */
    public static MasterKey parse(String text) throws GeneralSecurityException {
        KeysetHandle keyset =
                TinkJsonProtoKeysetFormat.parseKeyset(
                        text, configuration(), InsecureSecretKeyAccess.get());
        return new MasterKey(keyset.getPrimitive(configuration(), Aead.class));
    }

    Aead aead() {
        return aead;
    }

    static KeysetHandle newKeyset() throws GeneralSecurityException {
        return KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, configuration());
    }

    static Configuration configuration() throws GeneralSecurityException {
        AeadConfig.register();
        return RegistryConfiguration.get();
    }
}
