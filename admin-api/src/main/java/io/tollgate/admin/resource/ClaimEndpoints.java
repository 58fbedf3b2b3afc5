package io.tollgate.admin.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.Json;
import io.tollgate.admin.http.Preconditions;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.admin.http.Shape;
import io.tollgate.admin.security.Permission;
import io.tollgate.admin.table.Ledger;
import io.tollgate.schemas.Claim;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /v1/claims}: links that owners fetch keys by. A link is told once. */
final class ClaimEndpoints {
    private static final Logger log = LoggerFactory.getLogger(ClaimEndpoints.class);
    private static final String PATH = "/v1/claims";
    private static final Shape<Duration> GOOD_FOR =
            Shape.duration(Duration.ofMinutes(1), Duration.ofDays(30));
    private static final Duration USUALLY_GOOD_FOR = Duration.ofDays(3);

    private final KeyLookup keys;
    private final Ledger ledger;
    private final ClaimLinks links;
    private final Optional<URI> address;
    private final Entities<Claim> claims;

    /**
     * Endpoints.
     *
     * @param address where owners reach the page; empty if it is switched off
     */
    ClaimEndpoints(KeyLookup keys, Ledger ledger, ClaimLinks links, Optional<URI> address) {
        this.keys = keys;
        this.ledger = ledger;
        this.links = links;
        this.address = address;
        this.claims =
                new Entities<>(
                        "claim",
                        PATH,
                        keys.state().claims()::find,
                        () -> keys.state().claims().all().stream(),
                        Claim::getClaimId,
                        Claim::getVersion,
                        claim -> ClaimView.of(claim, links.now()));
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.get(PATH, Permission.READ_KEYS, claims::list),
                Endpoint.post(PATH, Permission.ISSUE_KEYS, this::open),
                Endpoint.get(PATH + "/{id}", Permission.READ_KEYS, claims::read),
                Endpoint.delete(PATH + "/{id}", Permission.ISSUE_KEYS, this::withdraw));
    }

    /** What is asked for. */
    private record Wanted(KeyBody key, Duration goodFor) {}

    private Answer open(Call call) {
        Wanted wanted =
                call.read(fields ->
                        new Wanted(
                                KeyBody.read(fields, links.now()),
                                fields.optional("goodFor", GOOD_FOR).orElse(USUALLY_GOOD_FOR)));
        URI page =
                address.orElseThrow(() ->
                        new ProblemException(
                                ProblemType.CONFLICT,
                                "owners have no page to fetch keys from; set"
                                        + " TOLLGATE_ADMIN_CLAIMS_ADDRESS to where they reach it"));
        ClaimLinks.Opened opened =
                ledger.change(changes -> {
                    keys.checkReferences(wanted.key());
                    Costs.checkLimits(wanted.key().terms().limits(), keys.state().routeList());
                    return links.open(changes, wanted.key(), wanted.goodFor());
                });
        Claim claim = opened.claim();
        log.atInfo()
                .addKeyValue("claim", claim.getClaimId())
                .addKeyValue("owner", claim.getOwnerId())
                .addKeyValue("operator", call.actor())
                .log("claim link made");
        ObjectNode told = Json.object(ClaimView.of(claim, links.now()));
        told.put("link", page + "#" + opened.token());
        return Answer.json(201, told)
                .with("ETag", Preconditions.tag(claim.getVersion()))
                .with("Location", PATH + "/" + claim.getClaimId());
    }

    private Answer withdraw(Call call) {
        Claim withdrawn =
                ledger.change(changes -> links.withdraw(claims.demandVersion(call), changes));
        log.atInfo()
                .addKeyValue("claim", withdrawn.getClaimId())
                .addKeyValue("operator", call.actor())
                .log("claim link withdrawn");
        return Answer.nothing();
    }
}
