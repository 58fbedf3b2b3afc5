package io.tollgate.admin.resource;

import io.tollgate.admin.security.Minting;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.ApiKeyKind;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.credentials.KeyForm;
import io.tollgate.schemas.credentials.Pepper;
import java.time.Instant;
import java.util.function.Supplier;

/** Makes keys: the secret for the client, the hash and the record for the fleet. Thread-safe. */
public final class KeyMint {
    private static final int SHOWN = 4;

    private final KeyForm form;
    private final Minting minting;
    private final Pepper pepper;
    private final Supplier<String> ulids;

    /** Mints keys of one form under one pepper. */
    public KeyMint(KeyForm form, Minting minting, Pepper pepper, Supplier<String> ulids) {
        this.form = form;
        this.minting = minting;
        this.pepper = pepper;
        this.ulids = ulids;
    }

    /** A new key; its text form hides the secret. */
    record Minted(String secret, String hash, ApiKey key) {
        @Override
        public String toString() {
            return "Minted[" + key.getKeyId() + "]";
        }
    }

    Minted mint(KeyBody body, String creation, Instant now) {
        String secret = minting.key(form, body.environment());
        int head = secret.lastIndexOf('_') + 1;
        ApiKey key =
                ApiKey.newBuilder()
                        .setKind(ApiKeyKind.KEY)
                        .setKeyId("key_" + ulids.get())
                        .setVersion(1)
                        .setOwnerId(body.ownerId())
                        .setPlanId(body.planId())
                        .setEnvironment(body.environment())
                        .setName(body.name())
                        .setScopes(body.scopes())
                        .setTags(body.tags())
                        .setAllowedSources(body.allowedSources())
                        .setLimits(body.limits())
                        .setState(KeyState.ACTIVE)
                        .setPrefix(secret.substring(0, head + SHOWN))
                        .setLastFour(secret.substring(secret.length() - SHOWN))
                        .setPepperVersion(pepper.version())
                        .setCreationKey(creation)
                        .setCreatedAt(now)
                        .setUpdatedAt(now)
                        .setExpiresAt(body.expiresAt().orElse(null))
                        .build();
        return new Minted(secret, pepper.hash(secret).hex(), key);
    }
}
