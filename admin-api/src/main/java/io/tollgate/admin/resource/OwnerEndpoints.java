package io.tollgate.admin.resource;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.FieldError;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.ProblemType;
import io.tollgate.admin.security.Permission;
import io.tollgate.admin.security.Vault;
import io.tollgate.admin.security.WebhookSecret;
import io.tollgate.admin.table.Changes;
import io.tollgate.admin.table.Ledger;
import io.tollgate.schemas.Owner;
import io.tollgate.schemas.OwnerState;
import io.tollgate.schemas.topics.Topics;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** {@code /v1/owners}. Names and contacts go into the vault and nowhere else. */
public final class OwnerEndpoints {
    private static final String PATH = "/v1/owners";

    private final State state;
    private final Topics topics;
    private final Ledger ledger;
    private final Vault vault;
    private final InstantSource clock;
    private final Entities<Owner> owners;

    /** Works on a state through its ledger. */
    public OwnerEndpoints(
            State state, Topics topics, Ledger ledger, Vault vault, InstantSource clock) {
        this.state = state;
        this.topics = topics;
        this.ledger = ledger;
        this.vault = vault;
        this.clock = clock;
        this.owners =
                new Entities<>(
                        "owner",
                        PATH,
                        state::owner,
                        () ->
                                state.owners().all().stream()
                                        .filter(owner -> owner.getState() != OwnerState.DELETED),
                        Owner::getOwnerId,
                        Owner::getVersion,
                        owner -> OwnerView.of(owner, profile(owner)));
    }

    /** The endpoints. */
    public List<Endpoint> all() {
        return List.of(
                Endpoint.get(PATH, Permission.READ_OWNERS, owners::list),
                Endpoint.post(PATH, Permission.EDIT_OWNERS, this::create),
                Endpoint.get(PATH + "/{id}", Permission.READ_OWNERS, owners::read),
                Endpoint.put(PATH + "/{id}", Permission.EDIT_OWNERS, this::change),
                Endpoint.delete(PATH + "/{id}", Permission.EDIT_OWNERS, this::delete));
    }

    private Answer create(Call call) {
        OwnerBody body = call.read(fields -> OwnerBody.read(fields, Optional.empty()));
        Owner made =
                ledger.change(changes -> {
                    owners.demandFree(body.id());
                    return write(changes, body, state.owners().find(body.id()));
                });
        return owners.created(made);
    }

    private Answer change(Call call) {
        OwnerBody body = call.read(fields -> OwnerBody.read(fields, Optional.of(call.part("id"))));
        Owner made =
                ledger.change(
                        changes -> write(changes, body, Optional.of(owners.demandVersion(call))));
        return owners.shown(200, made);
    }

    private Answer delete(Call call) {
        ledger.change(changes -> {
            Owner before = owners.demandVersion(call);
            String id = before.getOwnerId();
            long keys = state.keys().count(key -> key.getOwnerId().equals(id));
            if (keys > 0) {
                throw new ProblemException(
                        ProblemType.IN_USE,
                        "the owner '" + id + "' has " + keys + " keys; delete those first");
            }
            Owner deleted =
                    Owner.newBuilder(before)
                            .setState(OwnerState.DELETED)
                            .setVersion(before.getVersion() + 1)
                            .setUpdatedAt(now())
                            .build();
            changes.put(topics.owners, id, deleted);
            changes.remove(topics.vault, id);
            return deleted;
        });
        return Answer.nothing();
    }

    private Owner write(Changes changes, OwnerBody body, Optional<Owner> before) {
        Costs.checkLimits(body.limits(), state.routeList());
        Instant now = now();
        boolean alive = before.filter(o -> o.getState() != OwnerState.DELETED).isPresent();
        Profile profile = profile(body);
        Owner owner =
                Owner.newBuilder()
                        .setOwnerId(body.id())
                        .setVersion(before.map(Owner::getVersion).orElse(0L) + 1)
                        .setState(OwnerState.ACTIVE)
                        .setLimits(body.limits())
                        .setFlags(body.flags())
                        .setCreatedAt(alive ? before.orElseThrow().getCreatedAt() : now)
                        .setUpdatedAt(now)
                        .build();
        changes.put(topics.owners, body.id(), owner);
        changes.put(
                topics.vault,
                body.id(),
                vault.seal(body.id(), profile.bytes(), state.vault().find(body.id()), now));
        return owner;
    }

    private Profile profile(Owner owner) {
        return profile(owner.getOwnerId());
    }

    private Profile profile(String ownerId) {
        return Profile.read(state.vault().find(ownerId).map(vault::open));
    }

    private Profile profile(OwnerBody body) {
        Profile profile = body.profile();
        if (!profile.webhook().isEmpty() && profile.webhookSecret().isEmpty()) {
            profile = profile.keepingSecretOf(profile(body.id()));
        }
        if (!profile.webhook().isEmpty() && profile.webhookSecret().isEmpty()) {
            throw new ProblemException(
                    ProblemType.INVALID_BODY,
                    List.of(
                            new FieldError(
                                    "contact.webhook.secret",
                                    "is missing; it "
                                            + WebhookSecret.RULE
                                            + ", and may only be left out if the URL stays")));
        }
        return profile;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
