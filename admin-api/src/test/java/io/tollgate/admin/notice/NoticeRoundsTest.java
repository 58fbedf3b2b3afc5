package io.tollgate.admin.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.admin.TrustedRecords;
import io.tollgate.admin.notice.FakeLedger.Trouble;
import io.tollgate.admin.notice.NoticeRounds.Attempt;
import io.tollgate.admin.table.WriteRefusedException;
import io.tollgate.schemas.Notification;
import io.tollgate.schemas.NotificationState;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TrustedRecords.class)
class NoticeRoundsTest {
    private static final Instant START = Instant.parse("2030-01-31T12:00:00Z");
    private static final Duration GIVE_UP = Duration.ofHours(1);
    private static final String ENDPOINT = "operators/webhook";

    private final Topics topics = new Topics("", Partitions.DEFAULT);
    private final FakeLedger ledger = new FakeLedger();
    private final Recipients recipients = TestRecipients.operators();
    private final List<String> sent = new ArrayList<>();
    private static final List<Trouble> TROUBLES = List.of(Trouble.values());

    private Function<Notification, Outcome> endpoint = _ -> new Outcome.Delivered();

    @Test
    void isDeliveredOnceAndWrittenDownBeforeAndAfter() throws Exception {
        put("ntf_1");
        NoticeRounds rounds = rounds();
        endpoint =
                _ -> {
                    Notification claimed = ledger.written("ntf_1");
                    assertThat(claimed.getAttempts()).isEqualTo(1);
                    assertThat(claimed.getNextAttemptAt()).isEqualTo(START.plusSeconds(60));
                    return new Outcome.Delivered();
                };

        assertThat(rounds.deliver(START)).isEqualTo(1);
        assertThat(rounds.deliver(START.plus(Duration.ofDays(1)))).isZero();
        assertThat(rounds().deliver(START.plus(Duration.ofDays(1)))).isZero();
        assertThat(sent).containsExactly("ntf_1");
        assertThat(state("ntf_1")).isEqualTo(NotificationState.DELIVERED);
        assertThat(ledger.written("ntf_1").getNextAttemptAt()).isNull();
    }

    @Test
    void aFailureIsTriedAgainLaterAndNotBeforeTheEndpointWants() throws Exception {
        put("ntf_1");
        NoticeRounds rounds = rounds();
        endpoint = _ -> Outcome.failed("answered 500");
        rounds.deliver(START);
        assertThat(ledger.written("ntf_1").getNextAttemptAt())
                .isBetween(START.plusMillis(3_750), START.plusMillis(6_250));
        assertThat(rounds.deliver(START.plusSeconds(3))).isZero();

        endpoint = _ -> new Outcome.Failed("answered 429", Duration.ofMinutes(10));
        rounds.deliver(START.plusSeconds(7));
        assertThat(ledger.written("ntf_1").getNextAttemptAt()).isEqualTo(START.plusSeconds(607));
        assertThat(ledger.written("ntf_1").getAttempts()).isEqualTo(2);
    }

    @Test
    void anInstanceThatWasFencedSendsNothing() {
        put("ntf_1");
        NoticeRounds rounds = rounds();
        ledger.fence();

        assertThatThrownBy(() -> rounds.deliver(START)).isInstanceOf(WriteRefusedException.class);
        assertThat(sent).isEmpty();
    }

    @Test
    void whatWasTakenWithoutBeingWrittenDownIsNotSentAgainByThisInstance() throws Exception {
        put("ntf_1");
        NoticeRounds rounds = rounds();
        endpoint =
                _ -> {
                    ledger.trouble(Trouble.NOTHING_WRITTEN);
                    return new Outcome.Delivered();
                };
        assertThatThrownBy(() -> rounds.deliver(START)).isInstanceOf(WriteRefusedException.class);

        rounds.deliver(START.plus(Duration.ofMinutes(5)));
        assertThat(sent).containsExactly("ntf_1");
        assertThat(state("ntf_1")).isEqualTo(NotificationState.DELIVERED);
    }

    @Test
    void aResultThatCouldNotBeWrittenDoesNotUndoWhatAnotherInstanceWroteMeanwhile()
            throws Exception {
        put("ntf_1");
        NoticeRounds former = rounds();
        endpoint =
                _ -> {
                    ledger.trouble(Trouble.NOTHING_WRITTEN);
                    return Outcome.failed("answered 500");
                };
        assertThatThrownBy(() -> former.deliver(START)).isInstanceOf(WriteRefusedException.class);
        endpoint = _ -> new Outcome.Delivered();
        // Both read what either writes.
        rounds(ledger.book(), GIVE_UP).deliver(START.plus(Duration.ofMinutes(5)));

        former.deliver(START.plus(Duration.ofMinutes(6)));

        assertThat(state("ntf_1")).isEqualTo(NotificationState.DELIVERED);
        assertThat(sent).hasSize(2);
    }

    @Test
    void afterACrashInTheMiddleItIsTriedAgainWhenTheAttemptCountsAsLost() throws Exception {
        put("ntf_1");
        endpoint =
                _ -> {
                    throw new IllegalStateException("the process dies here");
                };
        NoticeRounds dying = rounds();
        assertThatThrownBy(() -> dying.deliver(START)).hasMessage("the process dies here");

        endpoint = _ -> new Outcome.Delivered();
        NoticeRounds next = rounds();
        assertThat(next.deliver(START.plusSeconds(59))).isZero();
        assertThat(next.deliver(START.plusSeconds(60))).isEqualTo(1);
        assertThat(sent).containsExactly("ntf_1", "ntf_1");
        assertThat(ledger.written("ntf_1").getAttempts()).isEqualTo(2);
    }

    @Test
    void anEndpointThatIsGoneIsDisabled() throws Exception {
        put("ntf_1");
        endpoint = _ -> new Outcome.Gone();
        rounds().deliver(START);

        assertThat(state("ntf_1")).isEqualTo(NotificationState.FAILED);
        assertThat(ledger.book().disabled())
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.getEndpoint()).isEqualTo(ENDPOINT);
                    assertThat(entry.getBody())
                            .contains("answered 410")
                            .doesNotContain("hooks.example");
                });
    }

    @Test
    void anEndpointThatTookNothingAllTheTimeIsDisabled() throws Exception {
        put("ntf_1");
        endpoint = _ -> Outcome.failed("answered 500");
        NoticeRounds rounds = rounds();
        for (Instant now = START; state("ntf_1") == NotificationState.PENDING; now = next(now)) {
            rounds.deliver(now);
        }

        assertThat(ledger.written("ntf_1").getAttempts()).isBetween(4, 7);
        assertThat(ledger.book().disabled()).hasSize(1);
    }

    @Test
    void anEndpointThatTakesOthersIsNot() throws Exception {
        put("ntf_1");
        put("ntf_2");
        endpoint =
                each ->
                        each.getNotificationId().equals("ntf_1")
                                ? Outcome.failed("answered 500")
                                : new Outcome.Delivered();
        NoticeRounds rounds = rounds();
        for (Instant now = next(START);
                state("ntf_1") == NotificationState.PENDING;
                now = next(now)) {
            rounds.deliver(now);
        }

        assertThat(state("ntf_2")).isEqualTo(NotificationState.DELIVERED);
        assertThat(ledger.book().disabled()).isEmpty();
    }

    @Test
    void oneEndpointDoesNotTakeUpTheWholeRound() {
        for (int i = 0; i < 100; i++) {
            put("ntf_" + i);
        }

        assertThat(ledger.restart().due(START, 64)).hasSize(8);
    }

    /** Whatever fails and whoever dies, in the end each is delivered, and none after that. */
    @RepeatedTest(50)
    void allAreDeliveredAndNothingIsSentAgainAfterwards(RepetitionInfo repetition)
            throws Exception {
        var random = new Random(repetition.getCurrentRepetition());
        for (int i = 0; i < 20; i++) {
            put("ntf_" + i);
        }
        Map<String, Integer> taken = new HashMap<>();
        int[] crashes = {0};
        endpoint =
                each -> {
                    String id = each.getNotificationId();
                    assertThat(state(id))
                            .as("seed %d", repetition.getCurrentRepetition())
                            .isEqualTo(NotificationState.PENDING);
                    return switch (random.nextInt(6)) {
                        case 0 -> Outcome.failed("answered 503");
                        case 1 -> {
                            crashes[0]++;
                            taken.merge(id, 1, Integer::sum);
                            throw new IllegalStateException("the process dies here");
                        }
                        case 2 -> {
                            ledger.trouble(TROUBLES.get(random.nextInt(TROUBLES.size())));
                            taken.merge(id, 1, Integer::sum);
                            yield new Outcome.Delivered();
                        }
                        default -> {
                            taken.merge(id, 1, Integer::sum);
                            yield new Outcome.Delivered();
                        }
                    };
                };
        NoticeRounds rounds = rounds(Duration.ofDays(365));
        Instant now = START;
        for (int i = 0; i < 10_000 && ledger.book().waiting() > 0; i++) {
            try {
                rounds.deliver(now);
            } catch (IllegalStateException e) {
                rounds = rounds(Duration.ofDays(365));
            } catch (WriteRefusedException e) {
                assertThat(e).hasMessage("away");
            }
            now = now.plusSeconds(60);
        }

        assertThat(ledger.book().waiting())
                .as("seed %d", repetition.getCurrentRepetition())
                .isZero();
        assertThat(ledger.written().values())
                .allMatch(each -> each.getState() == NotificationState.DELIVERED);
        assertThat(taken).hasSize(20);
        if (crashes[0] == 0) {
            assertThat(taken.values()).allMatch(times -> times == 1);
        }
    }

    private static Instant next(Instant now) {
        return now.plusSeconds(5);
    }

    private NotificationState state(String id) {
        return ledger.written(id).getState();
    }

    private void put(String id) {
        Notification pending =
                Notification.newBuilder()
                        .setNotificationId(id)
                        .setVersion(1)
                        .setType("key.revoked")
                        .setEndpoint(ENDPOINT)
                        .setState(NotificationState.PENDING)
                        .setNextAttemptAt(START)
                        .setBody("{}")
                        .setCreatedAt(START)
                        .setUpdatedAt(START)
                        .build();
        ledger.change(changes -> {
            changes.put(topics.notifications, id, pending);
            return 1;
        });
    }

    /** An instance that starts now. */
    private NoticeRounds rounds() {
        return rounds(GIVE_UP);
    }

    private NoticeRounds rounds(Duration giveUpAfter) {
        return rounds(ledger.restart(), giveUpAfter);
    }

    private NoticeRounds rounds(NoticeBook book, Duration giveUpAfter) {
        return new NoticeRounds(
                book,
                recipients,
                this::send,
                new Backoff(new Random(1)),
                giveUpAfter,
                topics,
                ledger);
    }

    private List<Attempt> send(List<Notification> claimed) {
        var attempts = new ArrayList<Attempt>();
        for (Notification each : claimed) {
            sent.add(each.getNotificationId());
            attempts.add(
                    new Attempt(
                            each,
                            Optional.of(recipients.address(ENDPOINT).orElseThrow()),
                            endpoint.apply(each)));
        }
        return attempts;
    }
}
