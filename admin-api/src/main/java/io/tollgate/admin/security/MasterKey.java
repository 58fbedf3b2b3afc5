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

/**
 * The key that wraps the keys of owners: AES-256-GCM, kept in a file as a Tink keyset. Of several
 * keys in it, the primary one wraps, and all open what they once wrapped.
 */
public final class MasterKey {
    private final Aead aead;
    private final int version;

    private MasterKey(KeysetHandle keyset) throws GeneralSecurityException {
        this.aead = keyset.getPrimitive(configuration(), Aead.class);
        this.version = keyset.getPrimary().getId();
    }

    /** A new master key in the form of its file. */
    public static String generate() {
        try {
            return text(newKeyset());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks AES-256-GCM", e);
        }
    }

    /**
     * The form of its file with one more key in it, which is the primary one.
     *
     * @throws GeneralSecurityException if it is not a keyset
     */
    public static String rotated(String text) throws GeneralSecurityException {
        KeysetHandle.Builder.Entry newest =
                KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                        .withRandomId()
                        .makePrimary();
        return text(KeysetHandle.newBuilder(keyset(text)).addEntry(newest).build());
    }

    /**
     * The form of its file with nothing but the primary key.
     *
     * @throws GeneralSecurityException if it is not a keyset
     */
    public static String retired(String text) throws GeneralSecurityException {
        KeysetHandle.Entry primary = keyset(text).getPrimary();
        return text(
                KeysetHandle.newBuilder()
                        .addEntry(
                                KeysetHandle.importKey(primary.getKey())
                                        .withFixedId(primary.getId())
                                        .makePrimary())
                        .build());
    }

    /**
     * Reads the form of its file.
     *
     * @throws GeneralSecurityException if it is not a keyset
     */
    public static MasterKey parse(String text) throws GeneralSecurityException {
        return new MasterKey(keyset(text));
    }

    /** The number of the primary key, which what it wraps carries. */
    int version() {
        return version;
    }

    Aead aead() {
        return aead;
    }

    private static KeysetHandle keyset(String text) throws GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.parseKeyset(
                text, configuration(), InsecureSecretKeyAccess.get());
    }

    private static String text(KeysetHandle keyset) throws GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.serializeKeyset(
                keyset, configuration(), InsecureSecretKeyAccess.get());
    }

    static KeysetHandle newKeyset() throws GeneralSecurityException {
        return KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, configuration());
    }

    static Configuration configuration() throws GeneralSecurityException {
        AeadConfig.register();
        return RegistryConfiguration.get();
    }
}
