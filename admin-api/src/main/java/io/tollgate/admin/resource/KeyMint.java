package io.tollgate.admin.resource;

import io.tollgate.admin.security.Hashing;
import io.tollgate.admin.security.Minting;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.ApiKeyKind;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.credentials.KeyForm;
import io.tollgate.schemas.credentials.Pepper;
import java.time.Instant;
import java.util.HexFormat;
import java.util.function.Supplier;

/** Makes keys: the secret for the client, the hash and the record for the fleet. Thread-safe. */
public final class KeyMint {
    private static final int SHOWN = 4;

    private final KeyForm form;
    private final Minting minting;
    private final Hashing hashing;
    private final Supplier<String> ulids;

    /** Mints keys of one form. */
    public KeyMint(KeyForm form, Minting minting, Hashing hashing, Supplier<String> ulids) {
        this.form = form;
        this.minting = minting;
        this.hashing = hashing;
        this.ulids = ulids;
    }

    /** What its keys look like. */
    public KeyForm form() {
        return form;
    }

    /** What its keys are hashed with. */
    public Pepper pepper() {
        return hashing.pepper();
    }

    /** A new key; its text form hides the secret. */
    record Minted(String secret, String hash, ApiKey key) {
        private Minted named(String id) {
            return new Minted(secret, hash, ApiKey.newBuilder(key).setKeyId(id).build());
        }

        @Override
        public String toString() {
            return "Minted[" + key.getKeyId() + "]";
        }
    }

    /** Makes a key. */
    Minted mint(KeyBody body, String creation, Instant now) {
        return minted(begun(body), creation, now);
    }

    /** Makes a key that takes over from another: all it says, and what was used of its limits. */
    Minted succeed(ApiKey before, String creation, Instant now) {
        var key =
                ApiKey.newBuilder(before)
                        .setRotatedFrom(before.getKeyId())
                        .setLimitSubject(Rotation.limitSubject(before))
                        .setImportBatch("");
        return minted(key, creation, now);
    }

    /** Names a key whose secret is made later, with {@link #complete}. */
    ApiKey draft(KeyBody body, Instant now) {
        return named(begun(body), "", hashing.version().getAsInt(), now);
    }

    /** Makes the secret of a key that has its id already. */
    Minted complete(ApiKey draft, Instant now) {
        String id = draft.getKeyId();
        return minted(ApiKey.newBuilder(draft), "", now).named(id);
    }

    /** A key that was made elsewhere, and what Kafka is to know it by. */
    record Adopted(String hash, ApiKey key) {}

    /** Takes in a key that was made elsewhere. */
    Adopted adopt(ImportBody body, String batch, Instant now) {
        int version = hashing.version().getAsInt();
        var terms = begun(body.key()).setPrefix(body.prefix()).setLastFour(body.lastFour());
        return new Adopted(
                hash(body, version), named(terms.setImportBatch(batch), "", version, now));
    }

    /** What a key that was made elsewhere is found by, whatever version it came under. */
    String found(ImportBody body) {
        return hash(body, pepper().version());
    }

    private String hash(ImportBody body, int version) {
        return pepper().hashOfDigest(HexFormat.of().parseHex(body.sha256()), version).hex();
    }

    private Minted minted(ApiKey.Builder terms, String creation, Instant now) {
        String secret = minting.key(form, terms.getEnvironment());
        int head = secret.lastIndexOf('_') + 1;
        terms.setPrefix(secret.substring(0, head + SHOWN))
                .setLastFour(secret.substring(secret.length() - SHOWN));
        int version = hashing.version().getAsInt();
        return new Minted(
                secret,
                pepper().hashAsOf(secret, version).hex(),
                named(terms, creation, version, now));
    }

    private static ApiKey.Builder begun(KeyBody body) {
        var key =
                ApiKey.newBuilder()
                        .setKind(ApiKeyKind.KEY)
                        .setOwnerId(body.ownerId())
                        .setEnvironment(body.environment());
        return body.terms().into(key);
    }

    private ApiKey named(ApiKey.Builder terms, String creation, int pepperVersion, Instant now) {
        return terms.setKeyId("key_" + ulids.get())
                .setVersion(1)
                .setState(KeyState.ACTIVE)
                .setPepperVersion(pepperVersion)
                .setCreationKey(creation)
                .setCreatedAt(now)
                .setUpdatedAt(now)
                .build();
    }
}
