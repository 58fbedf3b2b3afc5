package io.tollgate.admin.resource;

import io.tollgate.schemas.Rule;
import java.util.List;

/** A rule of abuse detection as it is shown. */
record RuleView(
        String id,
        boolean enabled,
        String signal,
        double threshold,
        long minimum,
        String window,
        String action,
        String mode,
        String suspendFor,
        int tightenPercent,
        String tightenFor,
        int revokeAfter,
        String repeatWithin,
        String coolDown,
        List<String> exemptKeys,
        List<String> exemptOwners,
        long version,
        String updatedAt) {

    static RuleView of(Rule rule) {
        return new RuleView(
                rule.getRuleId(),
                rule.getEnabled(),
                rule.getSignal().name(),
                rule.getThreshold(),
                rule.getMinimum(),
                rule.getWindow(),
                rule.getAction().name(),
                Words.lower(rule.getMode()),
                rule.getSuspendFor(),
                rule.getTightenPercent(),
                rule.getTightenFor(),
                rule.getRevokeAfter(),
                rule.getRepeatWithin(),
                rule.getCoolDown(),
                rule.getExemptKeys(),
                rule.getExemptOwners(),
                rule.getVersion(),
                rule.getUpdatedAt().toString());
    }
}
