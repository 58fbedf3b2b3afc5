package io.tollgate.admin.resource;

import java.util.Set;

/**
 * Whom the revocations in force may hit: no other key is hit by any.
 *
 * @param keyIds keys that one names
 * @param ownerIds owners whose keys one may hit
 * @param planIds plans whose keys one may hit
 * @param importBatches imports whose keys one may hit
 * @param wholePlanIds those of the plans of which one hits every key
 * @param wholeImportBatches those of the imports of which one hits every key
 * @param anybody whether one may hit keys beyond those
 */
public record Reach(
        Set<String> keyIds,
        Set<String> ownerIds,
        Set<String> planIds,
        Set<String> importBatches,
        Set<String> wholePlanIds,
        Set<String> wholeImportBatches,
        boolean anybody) {
    /** Nobody. */
    static final Reach NOBODY =
            new Reach(Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), false);
}
