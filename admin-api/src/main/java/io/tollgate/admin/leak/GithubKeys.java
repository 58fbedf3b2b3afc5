package io.tollgate.admin.leak;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.admin.http.Json;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that GitHub signs with. Their list is fetched when it is needed, is good until it
 * expires, and is fetched again for an id that it lacks, as often as GitHub bears. Thread-safe.
 */
final class GithubKeys {
    private static final Logger log = LoggerFactory.getLogger(GithubKeys.class);

    /** Whoever makes ids up must not make us ask GitHub more than 60 times an hour. */
    private static final Duration BETWEEN_FETCHES = Duration.ofMinutes(2);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);
    private static final int P256_BITS = 256;

    private final KeyList list;
    private final long goodForNanos;
    private final LongSupplier nanoTicker;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile Fetched last;
    private long nextFetchNanos;

    /** What was fetched, or nothing yet. */
    private record Fetched(Map<String, PublicKey> keys, boolean any, long expiresNanos) {}

    GithubKeys(KeyList list, Duration goodFor, LongSupplier nanoTicker) {
        this.list = list;
        this.goodForNanos = goodFor.toNanos();
        this.nanoTicker = nanoTicker;
        this.last = new Fetched(Map.of(), false, 0);
        this.nextFetchNanos = nanoTicker.getAsLong();
    }

    /**
     * The key with an id; empty if GitHub has none.
     *
     * @throws ProblemException if that can't be known now
     */
    Optional<PublicKey> find(String id) {
        Fetched now = last;
        if (!isGood(now) || !now.keys().containsKey(id)) {
            now = fetchedFor(id);
        }
        return Optional.ofNullable(now.keys().get(id));
    }

    /** One asks for all who wait. */
    private Fetched fetchedFor(String id) {
        fetching.lock();
        try {
            boolean known = isGood(last) && last.keys().containsKey(id);
            if (!known && nanoTicker.getAsLong() - nextFetchNanos >= 0) {
                fetch();
            }
            if (!isGood(last)) {
                throw new ProblemException(
                                ProblemType.SIGNING_KEYS_UNREACHABLE,
                                "the keys that GitHub signs with can't be fetched now")
                        .with("Retry-After", String.valueOf(AFTER_FAILURE.toSeconds()));
            }
            return last;
        } finally {
            fetching.unlock();
        }
    }

    private void fetch() {
        nextFetchNanos = nanoTicker.getAsLong() + AFTER_FAILURE.toNanos();
        try {
            Map<String, PublicKey> keys = parse(list.fetch());
            long now = nanoTicker.getAsLong();
            last = new Fetched(keys, true, now + goodForNanos);
            nextFetchNanos = now + Math.min(BETWEEN_FETCHES.toNanos(), goodForNanos);
            log.atInfo().addKeyValue("keys", keys.size()).log("GitHub's signing keys fetched");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | ProblemException e) {
            log.atWarn().setCause(e).log("GitHub's signing keys can't be fetched");
        }
    }

    private boolean isGood(Fetched fetched) {
        return fetched.any() && nanoTicker.getAsLong() - fetched.expiresNanos() < 0;
    }

    private static Map<String, PublicKey> parse(byte[] json) {
        var keys = new HashMap<String, PublicKey>();
        for (JsonNode one : Json.read(json).path("public_keys")) {
            String id = one.path("key_identifier").asText("");
            try {
                keys.put(id, publicKey(one.path("key").asText("")));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                log.atWarn()
                        .addKeyValue("id", id)
                        .setCause(e)
                        .log("not a key that we can check signatures with");
            }
        }
        return Map.copyOf(keys);
    }

    private static PublicKey publicKey(String pem) throws GeneralSecurityException {
        String base64 =
                pem.replace("-----BEGIN PUBLIC KEY-----", "")
                        .replace("-----END PUBLIC KEY-----", "")
                        .replaceAll("\\s", "");
        var key =
                KeyFactory.getInstance("EC")
                        .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
        if (key instanceof ECPublicKey ec
                && ec.getParams().getCurve().getField().getFieldSize() == P256_BITS) {
            return key;
        }
        throw new IllegalArgumentException("the key is not on the curve P-256");
    }
}
