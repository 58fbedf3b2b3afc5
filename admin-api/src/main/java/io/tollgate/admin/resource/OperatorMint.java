package io.tollgate.admin.resource;

import io.tollgate.admin.security.Hashing;
import io.tollgate.admin.security.Minting;
import io.tollgate.schemas.Operator;
import java.time.Instant;
import java.util.function.Supplier;

/** Makes operators and their tokens: the token for whom it is for, its hash for the record. */
public record OperatorMint(Minting minting, Hashing hashing, Supplier<String> ulids) {

    /** An operator with the token that it just got; its text form hides the token. */
    record Minted(Operator operator, String token) {
        @Override
        public String toString() {
            return "Minted[" + operator.getOperatorId() + "]";
        }
    }

    /** Makes an operator. */
    Minted mint(OperatorTerms terms, String creation, Instant now) {
        var operator =
                terms.into(Operator.newBuilder())
                        .setOperatorId("op_" + ulids.get())
                        .setVersion(1)
                        .setCreationKey(creation)
                        .setCreatedAt(now)
                        .setUpdatedAt(now);
        return withToken(operator);
    }

    /** Gives an operator another token, which ends the one before. */
    Minted again(Operator before, Instant now) {
        return withToken(
                Operator.newBuilder(before).setVersion(before.getVersion() + 1).setUpdatedAt(now));
    }

    private Minted withToken(Operator.Builder operator) {
        String token = minting.token();
        int version = hashing.version().getAsInt();
        return new Minted(
                operator.setTokenHash(hashing.pepper().hashAsOf(token, version).hex())
                        .setPepperVersion(version)
                        .build(),
                token);
    }
}
