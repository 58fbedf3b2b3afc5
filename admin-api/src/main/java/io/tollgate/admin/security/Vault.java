package io.tollgate.admin.security;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import io.tollgate.schemas.VaultEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Optional;

/**
 * Personal data at rest: each owner's under a key of its own, which the master key wraps, so that
 * throwing that key away destroys the data wherever copies of it are. Thread-safe.
 */
public final class Vault {
    private final MasterKey master;

    /** A vault under a master key. */
    public Vault(MasterKey master) {
        this.master = master;
    }

    /** Encrypts what replaces an owner's entry, under the key that the owner has or a new one. */
    public VaultEntry seal(String ownerId, byte[] plain, Optional<VaultEntry> before, Instant now) {
        try {
            byte[] wrapped =
                    before.isPresent()
                            ? bytes(before.get().getWrappedKey())
                            : wrap(MasterKey.newKeyset(), ownerId);
            return VaultEntry.newBuilder()
                    .setOwnerId(ownerId)
                    .setVersion(before.map(VaultEntry::getVersion).orElse(0L) + 1)
                    .setMasterKeyVersion(
                            before.map(VaultEntry::getMasterKeyVersion).orElse(master.version()))
                    .setWrappedKey(ByteBuffer.wrap(wrapped))
                    .setCiphertext(
                            ByteBuffer.wrap(
                                    unwrap(wrapped, ownerId).encrypt(plain, associated(ownerId))))
                    .setUpdatedAt(now)
                    .build();
        } catch (GeneralSecurityException e) {
            throw unreadable(ownerId, e);
        }
    }

    /**
     * Decrypts an entry.
     *
     * @throws IllegalStateException if it was made under another master key or for another owner
     */
    public byte[] open(VaultEntry entry) {
        try {
            return unwrap(bytes(entry.getWrappedKey()), entry.getOwnerId())
                    .decrypt(bytes(entry.getCiphertext()), associated(entry.getOwnerId()));
        } catch (GeneralSecurityException e) {
            throw unreadable(entry.getOwnerId(), e);
        }
    }

    /** Whether the newest master key wraps the owner's key. */
    public boolean isNewest(VaultEntry entry) {
        return entry.getMasterKeyVersion() == master.version();
    }

    /**
     * The same entry, the owner's key wrapped by the newest master key.
     *
     * @throws IllegalStateException if it was made under another master key or for another owner
     */
    public VaultEntry renewed(VaultEntry entry) {
        String ownerId = entry.getOwnerId();
        try {
            KeysetHandle ownersKey = unwrapped(bytes(entry.getWrappedKey()), ownerId);
            return VaultEntry.newBuilder(entry)
                    .setMasterKeyVersion(master.version())
                    .setWrappedKey(ByteBuffer.wrap(wrap(ownersKey, ownerId)))
                    .build();
        } catch (GeneralSecurityException e) {
            throw unreadable(ownerId, e);
        }
    }

    private byte[] wrap(KeysetHandle ownersKey, String ownerId) throws GeneralSecurityException {
        return TinkProtoKeysetFormat.serializeEncryptedKeyset(
                ownersKey, master.aead(), associated(ownerId), MasterKey.configuration());
    }

    private Aead unwrap(byte[] wrapped, String ownerId) throws GeneralSecurityException {
        return unwrapped(wrapped, ownerId).getPrimitive(MasterKey.configuration(), Aead.class);
    }

    private KeysetHandle unwrapped(byte[] wrapped, String ownerId) throws GeneralSecurityException {
        return TinkProtoKeysetFormat.parseEncryptedKeyset(
                wrapped, master.aead(), associated(ownerId), MasterKey.configuration());
    }

    private static IllegalStateException unreadable(String ownerId, GeneralSecurityException e) {
        return new IllegalStateException(
                "the master key does not open the vault entry of " + ownerId, e);
    }

    private static byte[] associated(String ownerId) {
        return ownerId.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
