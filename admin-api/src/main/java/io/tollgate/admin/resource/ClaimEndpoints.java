package io.tollgate.admin.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.Json;
import io.tollgate.admin.http.Preconditions;
import io.tollgate.admin.http.Shape;
import io.tollgate.admin.security.Permission;
import io.tollgate.admin.table.Changes;
import io.tollgate.admin.table.Ledger;
import io.tollgate.schemas.Claim;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /v1/claims}: links that owners fetch keys by. A link is told once, or goes to its owner by
 * mail and is told nobody else.
 */
final class ClaimEndpoints {
    private static final Logger log = LoggerFactory.getLogger(ClaimEndpoints.class);
    private static final String PATH = "/v1/claims";
    private static final Shape<Duration> GOOD_FOR =
            Shape.duration(Duration.ofMinutes(1), Duration.ofDays(30));
    private static final Duration USUALLY_GOOD_FOR = Duration.ofDays(3);

    private final KeyLookup keys;
    private final Ledger ledger;
    private final ClaimLinks links;
    private final ClaimPost post;
    private final Entities<Claim> claims;

    ClaimEndpoints(KeyLookup keys, Ledger ledger, ClaimLinks links, ClaimPost post) {
        this.keys = keys;
        this.ledger = ledger;
        this.links = links;
        this.post = post;
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
    private record Wanted(KeyBody key, Duration goodFor, boolean mailed) {}

    private Answer open(Call call) {
        Wanted wanted =
                call.read(fields ->
                        new Wanted(
                                KeyBody.read(fields, links.now()),
                                fields.optional("goodFor", GOOD_FOR).orElse(USUALLY_GOOD_FOR),
                                fields.optional("mailed", Shape.flag()).orElse(false)));
        ClaimLinks.Opened opened = ledger.change(changes -> open(changes, wanted));
        Claim claim = opened.claim();
        log.atInfo()
                .addKeyValue("claim", claim.getClaimId())
                .addKeyValue("owner", claim.getOwnerId())
                .addKeyValue("mailed", wanted.mailed())
                .addKeyValue("operator", call.actor())
                .log("claim link made");
        ObjectNode told = Json.object(ClaimView.of(claim, links.now()));
        if (!wanted.mailed()) {
            told.put("link", opened.link());
        }
        return Answer.json(201, told)
                .with("ETag", Preconditions.tag(claim.getVersion()))
                .with("Location", PATH + "/" + claim.getClaimId());
    }

    private ClaimLinks.Opened open(Changes changes, Wanted wanted) {
        keys.checkReferences(wanted.key());
        Costs.checkLimits(wanted.key().terms().limits(), keys.state().routeList());
        ClaimLinks.Opened opened = links.open(changes, wanted.key(), wanted.goodFor());
        if (wanted.mailed()) {
            post.send(changes, opened.claim());
        }
        return opened;
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
