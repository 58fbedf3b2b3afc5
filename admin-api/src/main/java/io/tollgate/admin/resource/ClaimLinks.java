package io.tollgate.admin.resource;

import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.admin.security.Minting;
import io.tollgate.admin.table.Changes;
import io.tollgate.admin.table.Ledger;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.Claim;
import io.tollgate.schemas.ClaimState;
import io.tollgate.schemas.credentials.Pepper;
import io.tollgate.schemas.topics.Topics;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Links by which owners fetch keys, each once. The secret of such a key is made when it is fetched,
 * so that nobody else sees it; of a link only a hash is kept. Thread-safe.
 */
public final class ClaimLinks {
    private static final String ID_PREFIX = "claim_";

    private final State state;
    private final Topics topics;
    private final Ledger ledger;
    private final Making making;
    private final Optional<URI> page;
    private final Supplier<String> ulids;
    private final InstantSource clock;

    /** What keys, tokens and their hashes are made with. */
    public record Making(KeyMint mint, Minting minting, Pepper pepper) {}

    /**
     * Links for the keys of a state.
     *
     * @param page where owners reach the page; empty if it is switched off
     */
    public ClaimLinks(
            State state,
            Topics topics,
            Ledger ledger,
            Making making,
            Optional<URI> page,
            Supplier<String> ulids,
            InstantSource clock) {
        this.state = state;
        this.topics = topics;
        this.ledger = ledger;
        this.making = making;
        this.page = page;
        this.ulids = ulids;
        this.clock = clock;
    }

    /** A new link; its text form hides it. */
    record Opened(Claim claim, String link) {
        @Override
        public String toString() {
            return "Opened[" + claim.getClaimId() + "]";
        }
    }

    /** What comes of showing a token. */
    public sealed interface Outcome {
        /** The key was made; the text form hides its secret. */
        record Fetched(ApiKey key, String secret) implements Outcome {
            @Override
            public String toString() {
                return "Fetched[" + key.getKeyId() + "]";
            }
        }

        /** The token is right, and was shown before. */
        record FetchedBefore(Claim claim) implements Outcome {}

        /** The token is right, and its time is over. */
        record Expired(Claim claim) implements Outcome {}

        /** The token is right, and an operator has withdrawn it. */
        record Withdrawn() implements Outcome {}

        /** The token is right, and its key can't be made any more. */
        record Impossible(String why) implements Outcome {}

        /** There is no such token. */
        record Unknown() implements Outcome {}
    }

    /**
     * Makes a link to a key that is not there yet; its references were checked.
     *
     * @throws ProblemException if owners have no page to open it with
     */
    Opened open(Changes changes, KeyBody body, Duration goodFor) {
        Instant now = now();
        String id = ulids.get();
        String token = token(id);
        String link = link(token);
        var claim =
                Claim.newBuilder()
                        .setClaimId(ID_PREFIX + id)
                        .setVersion(1)
                        .setTokenHash(making.pepper().hash(token).hex())
                        .setState(ClaimState.OPEN)
                        .setOwnerId(body.ownerId())
                        .setCreatedAt(now)
                        .setExpiresAt(now.plus(goodFor))
                        .setTerms(making.mint().draft(body, now));
        claim.setKeyId(claim.getTerms().getKeyId());
        Claim made = claim.build();
        changes.put(topics.claims, made.getClaimId(), made);
        return new Opened(made, link);
    }

    /**
     * Makes a link anew, since what it was is kept nowhere; the one before opens nothing any more.
     *
     * @return the link; empty if there is nothing to fetch by it
     * @throws io.tollgate.admin.table.WriteRefusedException if Kafka did not take it
     */
    public Optional<String> renew(String claimId) {
        return ledger.change(changes ->
                state.claims()
                        .find(claimId)
                        .filter(claim -> standing(claim, now()) == ClaimState.OPEN)
                        .map(claim -> {
                            String token = token(claimId.substring(ID_PREFIX.length()));
                            changes.put(
                                    topics.claims,
                                    claimId,
                                    Claim.newBuilder(claim)
                                            .setVersion(claim.getVersion() + 1)
                                            .setTokenHash(making.pepper().hash(token).hex())
                                            .build());
                            return link(token);
                        }));
    }

    private String token(String id) {
        return id + "." + making.minting().linkToken();
    }

    private String link(String token) {
        return page.map(address -> address + "#" + token)
                .orElseThrow(() ->
                        new ProblemException(
                                ProblemType.CONFLICT,
                                "owners have no page to fetch keys from; set"
                                        + " TOLLGATE_ADMIN_CLAIMS_ADDRESS to where they reach it"));
    }

    /**
     * Shows a token. Of any number that show it at the same time one gets the key.
     *
     * @throws io.tollgate.admin.table.WriteRefusedException if Kafka did not take the key
     */
    public Outcome fetch(String token) {
        // Strangers don't get as far as the one writer.
        return find(token).isEmpty()
                ? new Outcome.Unknown()
                : ledger.change(changes ->
                        find(token)
                                .map(claim -> fetch(claim, changes))
                                .orElseGet(Outcome.Unknown::new));
    }

    private Outcome fetch(Claim claim, Changes changes) {
        Instant now = now();
        ApiKey terms = claim.getTerms();
        return switch (standing(claim, now)) {
            case CLAIMED -> new Outcome.FetchedBefore(claim);
            case WITHDRAWN -> new Outcome.Withdrawn();
            case EXPIRED -> new Outcome.Expired(claim);
            case UNKNOWN -> new Outcome.Impossible("a newer program wrote it");
            case OPEN ->
                    terms == null
                            ? new Outcome.Impossible("a newer program wrote it")
                            : hindrance(terms, now)
                                    .<Outcome>map(Outcome.Impossible::new)
                                    .orElseGet(() -> make(claim, terms, changes, now));
        };
    }

    private Outcome make(Claim claim, ApiKey terms, Changes changes, Instant now) {
        KeyMint.Minted minted = making.mint().complete(terms, now);
        if (state.keys().knows(minted.hash())) {
            throw new IllegalStateException("the source of randomness repeats itself");
        }
        changes.put(topics.keys, minted.hash(), minted.key());
        changes.put(
                topics.claims,
                claim.getClaimId(),
                ended(claim, ClaimState.CLAIMED).setClaimedAt(now).build());
        return new Outcome.Fetched(minted.key(), minted.secret());
    }

    private Optional<String> hindrance(ApiKey terms, Instant now) {
        if (state.owner(terms.getOwnerId()).isEmpty()) {
            return Optional.of("its owner was deleted");
        }
        if (state.plan(terms.getPlanId()).isEmpty()) {
            return Optional.of("its plan was deleted");
        }
        Instant end = terms.getExpiresAt();
        return end == null || now.isBefore(end)
                ? Optional.empty()
                : Optional.of("the key would have expired at " + end);
    }

    /** Ends a link that nobody has used; ending it again changes nothing. */
    Claim withdraw(Claim claim, Changes changes) {
        return switch (claim.getState()) {
            case WITHDRAWN -> claim;
            case CLAIMED ->
                    throw new ProblemException(
                            ProblemType.CONFLICT,
                            "the claim '"
                                    + claim.getClaimId()
                                    + "' was used at "
                                    + claim.getClaimedAt()
                                    + "; revoke the key '"
                                    + claim.getKeyId()
                                    + "' instead");
            case OPEN, EXPIRED, UNKNOWN -> {
                Claim withdrawn = ended(claim, ClaimState.WITHDRAWN).build();
                changes.put(topics.claims, claim.getClaimId(), withdrawn);
                yield withdrawn;
            }
        };
    }

    private static Claim.Builder ended(Claim claim, ClaimState end) {
        return Claim.newBuilder(claim)
                .setState(end)
                .setVersion(claim.getVersion() + 1)
                .setTerms(null);
    }

    /** What has become of a link at a time. */
    static ClaimState standing(Claim claim, Instant now) {
        boolean over = !now.isBefore(claim.getExpiresAt());
        return claim.getState() == ClaimState.OPEN && over ? ClaimState.EXPIRED : claim.getState();
    }

    /** The link of a token; the same work whether there is one or not. */
    private Optional<Claim> find(String token) {
        String id = ID_PREFIX + token.substring(0, Math.max(0, token.indexOf('.')));
        Optional<Claim> claim = state.claims().find(id);
        byte[] kept = ascii(claim.map(Claim::getTokenHash).orElse(""));
        boolean same = false;
        // Links live shorter than peppers: they stay under the version that they were made with.
        for (int version = 1; version <= making.pepper().version(); version++) {
            byte[] hash = ascii(making.pepper().hashAsOf(token, version).hex());
            same |= MessageDigest.isEqual(hash, kept);
        }
        return same ? claim : Optional.empty();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
