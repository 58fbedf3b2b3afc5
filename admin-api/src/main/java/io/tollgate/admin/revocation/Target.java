package io.tollgate.admin.revocation;

import io.tollgate.admin.http.FieldError;
import io.tollgate.admin.http.JsonFields;
import io.tollgate.admin.http.Shape;
import io.tollgate.schemas.Environment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Which keys a revocation hits: those that match every member that is set. */
public record Target(
        List<String> keyIds,
        String ownerId,
        String planId,
        Optional<Environment> environment,
        Optional<Instant> issuedBefore,
        String importBatch) {
    /** Stands in where none was given. */
    static final Target NONE =
            new Target(List.of(), "", "", Optional.empty(), Optional.empty(), "");

    static Target read(JsonFields fields) {
        Optional<String> keyId = fields.optional("keyId", Shape.text(1, 100));
        List<String> keyIds = new ArrayList<>(fields.list("keyIds", Shape.text(1, 100)));
        if (keyId.isPresent() && !keyIds.isEmpty()) {
            fields.reject("keyIds", "can't be given together with keyId");
        }
        keyId.ifPresent(keyIds::add);
        var target =
                new Target(
                        keyIds.stream().distinct().toList(),
                        fields.optional("ownerId", Shape.id()).orElse(""),
                        fields.optional("planId", Shape.id()).orElse(""),
                        fields.optional(
                                "environment", Shape.choice(Environment.LIVE, Environment.TEST)),
                        fields.optional("issuedBefore", Shape.time()),
                        fields.optional("importBatch", Shape.id()).orElse(""));
        if (target.equals(NONE)) {
            fields.reject(
                    "keyId",
                    "is missing, and so are keyIds, ownerId, planId, environment, issuedBefore and"
                            + " importBatch; a target must have at least one of them");
        }
        return target;
    }

    /** What of the target there is not. */
    List<FieldError> unknown(Known known) {
        var errors = new ArrayList<FieldError>();
        keyIds.stream()
                .filter(id -> !known.keys().test(id))
                .forEach(id ->
                        errors.add(
                                new FieldError(
                                        keyIds.size() == 1 ? "target.keyId" : "target.keyIds",
                                        "there is no key '" + id + "'")));
        if (!ownerId.isEmpty() && !known.owners().test(ownerId)) {
            errors.add(new FieldError("target.ownerId", "there is no owner '" + ownerId + "'"));
        }
        if (!planId.isEmpty() && !known.plans().test(planId)) {
            errors.add(new FieldError("target.planId", "there is no plan '" + planId + "'"));
        }
        if (!importBatch.isEmpty() && !known.batches().test(importBatch)) {
            errors.add(
                    new FieldError(
                            "target.importBatch",
                            "there are no keys of an import '" + importBatch + "'"));
        }
        return errors;
    }

    /** Tells which ids there are. */
    public record Known(
            Predicate<String> keys,
            Predicate<String> owners,
            Predicate<String> plans,
            Predicate<String> batches) {}
}
