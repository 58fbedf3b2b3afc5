package io.tollgate.admin.notice;

import io.tollgate.admin.resource.ClaimLinks;
import io.tollgate.admin.resource.Contacts;
import io.tollgate.admin.resource.State;
import io.tollgate.admin.revocation.Alerts;
import io.tollgate.admin.revocation.RevocationIndex;
import java.time.InstantSource;
import java.util.List;

/** Where causes come from, who is behind owners' names, and what links are sent to them. */
public record NoticeSources(
        State state,
        RevocationIndex revocations,
        Alerts alerts,
        QuotaCauses quotas,
        Contacts contacts,
        ClaimLinks links) {
    List<Causes> causes(InstantSource clock) {
        return List.of(
                new DenialCauses(revocations, state.keys()),
                new AlertCauses(alerts::known),
                quotas,
                new ExpiryCauses(
                        state.keys()::all,
                        key -> !revocations.hitting(key, clock.instant()).isEmpty()));
    }
}
