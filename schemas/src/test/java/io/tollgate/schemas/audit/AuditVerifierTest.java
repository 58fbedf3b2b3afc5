package io.tollgate.schemas.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tollgate.schemas.audit.AuditFinding.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditVerifierTest {
    private static final int ENTRIES = 12;
    private static final int LAST = ENTRIES - 1;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void findsNothingInATrailAsItWasWritten(long seed) {
        var report = AuditTrail.of(ENTRIES, List.of(3, LAST), new Random(seed)).verify();

        assertThat(report.isIntact()).as("%s, seed %d", report, seed).isTrue();
        assertThat(report.entries()).isEqualTo(ENTRIES);
        assertThat(report.unanchored()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void findsEveryFlippedBitOfEveryEntry(long seed) {
        var random = new Random(seed);
        var trail = AuditTrail.of(ENTRIES, List.of(LAST), random);
        for (int entry = 0; entry < ENTRIES; entry++) {
            for (int at = 0; at < trail.stored().get(entry).length; at++) {
                var topic = new ArrayList<>(trail.stored());
                byte[] flipped = topic.get(entry).clone();
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                topic.set(entry, flipped);

                assertThat(trail.verify(topic).isIntact())
                        .as("byte %d of entry %d, seed %d", at, entry, seed)
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void findsEveryRemovedEntry(long seed) {
        var trail = AuditTrail.of(ENTRIES, List.of(LAST), new Random(seed));
        for (int entry = 0; entry < ENTRIES; entry++) {
            var topic = new ArrayList<>(trail.stored());
            topic.remove(entry);

            assertThat(trail.verify(topic).findings())
                    .as("entry %d, seed %d", entry, seed)
                    .extracting(AuditFinding::kind)
                    .containsExactly(entry == LAST ? Kind.TRUNCATED : Kind.REMOVED);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void findsEverySwapOfTwoEntriesEvenWithoutHeads(long seed) {
        var trail = AuditTrail.of(ENTRIES, List.of(), new Random(seed));
        for (int one = 0; one < ENTRIES; one++) {
            for (int other = one + 1; other < ENTRIES; other++) {
                var topic = new ArrayList<>(trail.stored());
                Collections.swap(topic, one, other);

                assertThat(trail.verify(topic).findings())
                        .as("%d and %d, seed %d", one, other, seed)
                        .extracting(AuditFinding::kind)
                        .contains(Kind.REORDERED);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, LAST})
    void findsATailThatWasCutOffBeforeTheLastHead(int left) {
        var trail = AuditTrail.of(ENTRIES, List.of(3, LAST), new Random(left));

        assertThat(trail.verify(trail.stored().subList(0, left)).findings())
                .extracting(AuditFinding::kind, AuditFinding::sequence)
                .containsExactly(tuple(Kind.TRUNCATED, (long) LAST));
    }

    @Test
    void findsAChainThatWasWrittenAnewBehindACut() {
        var trail = AuditTrail.of(ENTRIES, List.of(6), new Random(1));
        var other = AuditTrail.of(ENTRIES, List.of(), new Random(2));

        assertThat(trail.verify(other.stored()).findings())
                .extracting(AuditFinding::kind)
                .containsExactly(Kind.CHANGED);
    }

    @Test
    void saysSinceWhenEntriesAreUnanchored() {
        var trail = AuditTrail.of(ENTRIES, List.of(3, 7), new Random(1));

        assertThat(trail.verify().unanchored())
                .containsExactly(
                        new AuditReport.Unanchored(
                                AuditTrail.WRITER, 8, AuditTrail.START.plusSeconds(8), 4));
    }

    @Test
    void takesNoHeadThatAnotherKeySigned() {
        var trail = AuditTrail.of(ENTRIES, List.of(LAST), new Random(1));
        var verifier = new AuditVerifier(trail.heads(), AuditTrail.newKeys().getPublic());
        trail.stored().forEach(bytes -> verifier.take(AuditTrail.WRITER, bytes));

        assertThat(verifier.report().findings())
                .extracting(AuditFinding::kind)
                .containsExactly(Kind.FORGED_HEAD);
        assertThat(verifier.report().unanchored()).hasSize(1);
    }

    @Test
    void findsAnEntryUnderTheKeyOfAnotherWriter() {
        var trail = AuditTrail.of(1, List.of(), new Random(1));
        var verifier = new AuditVerifier();
        verifier.take("admin-2", trail.stored().getFirst());

        assertThat(verifier.report().findings())
                .extracting(AuditFinding::kind)
                .containsExactly(Kind.CHANGED);
    }
}
