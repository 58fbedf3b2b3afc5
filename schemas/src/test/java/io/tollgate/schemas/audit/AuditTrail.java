package io.tollgate.schemas.audit;

import io.tollgate.schemas.AuditEntry;
import io.tollgate.schemas.AuditPhase;
import io.tollgate.schemas.wire.AvroSerde;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;

/** A topic with the entries of one writer, and its heads, to be tampered with. */
record AuditTrail(List<byte[]> stored, List<SignedHead> heads, KeyPair keys) {
    static final String WRITER = "admin-1";
    static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    private static final AvroSerde<AuditEntry> SERDE = new AvroSerde<>(AuditEntry.class);

    /** Entries that differ in length, and a head after each that is listed. */
    static AuditTrail of(int entries, Collection<Integer> heads, Random random) {
        KeyPair keys = newKeys();
        var stored = new ArrayList<byte[]>();
        var signed = new ArrayList<SignedHead>();
        ChainEnd end = ChainEnd.empty(WRITER);
        for (int i = 0; i < entries; i++) {
            byte[] bytes = SERDE.encode(end.tie(told(i, random)));
            stored.add(bytes);
            end = end.then(bytes);
            if (heads.contains(i)) {
                signed.add(SignedHead.sign(end.head(START.plusSeconds(i)), keys.getPrivate()));
            }
        }
        return new AuditTrail(stored, signed, keys);
    }

    AuditReport verify() {
        return verify(stored);
    }

    AuditReport verify(List<byte[]> topic) {
        var verifier = new AuditVerifier(heads, keys.getPublic());
        topic.forEach(bytes -> verifier.take(WRITER, bytes));
        return verifier.report();
    }

    static KeyPair newKeys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static AuditEntry.Builder told(int number, Random random) {
        return AuditEntry.newBuilder()
                .setAt(START.plusSeconds(number))
                .setPhase(number % 2 == 0 ? AuditPhase.INTENT : AuditPhase.OUTCOME)
                .setIntent(number % 2 == 0 ? -1 : number - 1)
                .setActor("op_" + random.nextInt(3))
                .setAction("plans.change")
                .setTarget("plan-" + random.nextInt(1_000))
                .setReason("x".repeat(random.nextInt(20)));
    }
}
