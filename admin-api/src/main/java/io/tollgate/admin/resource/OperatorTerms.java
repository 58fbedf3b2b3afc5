package io.tollgate.admin.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.admin.http.Json;
import io.tollgate.admin.http.JsonFields;
import io.tollgate.admin.http.MergePatch;
import io.tollgate.admin.http.Shape;
import io.tollgate.schemas.Operator;
import io.tollgate.schemas.OperatorState;
import io.tollgate.schemas.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What of an operator other operators write when they create one, and may change afterwards. */
record OperatorTerms(String name, Role role, OperatorState state, Optional<Instant> expiresAt) {
    private static final Shape<Role> ROLE =
            Shape.choice(Role.VIEWER, Role.KEY_MANAGER, Role.SECURITY, Role.AUDITOR, Role.ADMIN);
    private static final Shape<OperatorState> STATE =
            Shape.choice(OperatorState.ACTIVE, OperatorState.DISABLED);

    /** The same as it is in JSON, which patches are applied to. */
    record Form(String name, String role, String state, @Nullable String expiresAt) {}

    /** Reads those of an operator that is to be made, which is active. */
    static OperatorTerms read(JsonFields fields, Instant now) {
        return read(fields, OperatorState.ACTIVE, now, Optional.empty());
    }

    /** Those that an operator has. */
    static OperatorTerms of(Operator operator) {
        return new OperatorTerms(
                operator.getName(),
                operator.getRole(),
                operator.getState(),
                Optional.ofNullable(operator.getExpiresAt()));
    }

    /**
     * These as a merge patch changes them.
     *
     * @throws io.tollgate.admin.http.ProblemException if the patch is no object, has members that
     *     can't be changed, or what comes out is wrong
     */
    OperatorTerms patched(JsonNode patch, Instant now) {
        JsonNode merged = MergePatch.apply(Json.object(form()), patch);
        // A null that takes away what can't be there would otherwise go unnoticed.
        if (merged instanceof ObjectNode object) {
            patch.properties().stream()
                    .filter(member -> member.getValue().isNull())
                    .forEach(member -> object.putNull(member.getKey()));
        }
        return JsonFields.read(
                merged, fields -> read(fields, fields.required("state", STATE), now, expiresAt));
    }

    /** Puts them into a record. */
    Operator.Builder into(Operator.Builder operator) {
        return operator.setName(name)
                .setRole(role)
                .setState(state)
                .setExpiresAt(expiresAt.orElse(null));
    }

    /** The same in a form that two alike requests share. */
    Object canonical() {
        return List.of(name, role, expiresAt.map(Instant::toString).orElse(""));
    }

    /** An end that was there before may have passed; a new one lies ahead. */
    private static OperatorTerms read(
            JsonFields fields, OperatorState state, Instant now, Optional<Instant> endBefore) {
        Optional<Instant> expiresAt = fields.optional("expiresAt", Shape.time());
        expiresAt
                .filter(time -> !time.isAfter(now) && !endBefore.equals(Optional.of(time)))
                .ifPresent(_ -> fields.reject("expiresAt", "must be in the future, in ISO 8601"));
        return new OperatorTerms(
                fields.required("name", Shape.text(1, 200)),
                fields.required("role", ROLE),
                state,
                expiresAt);
    }

    private Form form() {
        return new Form(
                name, role.name(), state.name(), expiresAt.map(Instant::toString).orElse(null));
    }
}
