package io.tollgate.edge.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.edge.door.AdmittedRequest.Telling;
import io.tollgate.edge.event.EventDraft;
import io.tollgate.edge.verdict.Verdict;
import io.tollgate.schemas.Door;
import io.tollgate.schemas.Phase;
import io.tollgate.schemas.Upstream;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class AccountingTest {
    private static final Telling OK = new Telling(200, Upstream.OK, 3, 5);

    private final FakeEventLog log = new FakeEventLog();
    private final AtomicLong nanos = new AtomicLong();
    private int shown;
    private int untold;
    private int givenBack;

    @Test
    void showsAWholeAnswerOnceItsEventIsWritten() {
        log.from(FakeEventLog.Fate.HELD);
        var accounting = begun(false);

        accounting.answerWhole(OK, () -> shown++);
        assertThat(shown).isZero();
        log.writeHeld();

        assertThat(shown).isEqualTo(1);
        assertThat(log.phases()).containsExactly(Phase.WHOLE);
        accounting.end(OK);
        assertThat(log.phases()).containsExactly(Phase.WHOLE);
    }

    @Test
    void tellsAnOpenAnswerBeforeItIsShownAndAgainAtItsEnd() {
        var accounting = begun(false);

        accounting.answerOpen(new Telling(200, Upstream.OK, 0, 0), () -> shown++);
        assertThat(shown).isEqualTo(1);
        accounting.end(OK);
        accounting.end(OK);

        assertThat(log.phases()).containsExactly(Phase.STARTED, Phase.FINISHED);
        assertThat(log.events.getFirst().status()).isEqualTo(200);
        assertThat(log.events.getLast().responseBytes()).isEqualTo(5);
        assertThat(log.events).extracting(EventDraft::requestId).containsOnly("id");
    }

    @Test
    void tellsASlowExchangeIn200MillisecondsAndNotBefore() {
        var accounting = begun(false);

        accounting.tick(TimeUnit.MILLISECONDS.toNanos(199));
        assertThat(log.events).isEmpty();
        accounting.tick(TimeUnit.MILLISECONDS.toNanos(200));
        accounting.tick(TimeUnit.MILLISECONDS.toNanos(225));

        assertThat(log.phases()).containsExactly(Phase.STARTED);
        assertThat(log.events.getFirst().status()).isZero();
    }

    @Test
    void tellsAnUrgentExchangeAtOnce() {
        begun(true);

        assertThat(log.phases()).containsExactly(Phase.STARTED);
    }

    @Test
    void showsAnAnswerThatComesWhileItsStartIsBeingWritten() {
        log.from(FakeEventLog.Fate.HELD);
        var accounting = begun(true);

        accounting.answerWhole(OK, () -> shown++);
        assertThat(shown).isZero();
        log.writeHeld();

        assertThat(shown).isEqualTo(1);
        accounting.end(OK);
        assertThat(log.phases()).containsExactly(Phase.STARTED, Phase.FINISHED);
    }

    @Test
    void showsAnAnswerAtOnceWhenItsStartIsWritten() {
        var accounting = begun(true);

        accounting.answerWhole(OK, () -> shown++);

        assertThat(shown).isEqualTo(1);
    }

    @Test
    void refusesAtOnceWhatCannotBeTold() {
        log.from(FakeEventLog.Fate.NO_ROOM);
        var accounting = begun(false);

        assertThat(List.of(untold, givenBack)).containsExactly(1, 1);
        accounting.answerWhole(OK, () -> shown++);
        accounting.end(OK);
        assertThat(List.of(shown, untold, givenBack)).containsExactly(0, 1, 1);
        assertThat(log.events).isEmpty();
    }

    @Test
    void givesBackWhatCannotBeQueued() {
        log.from(FakeEventLog.Fate.FULL);
        var accounting = begun(false);

        accounting.answerWhole(OK, () -> shown++);
        accounting.end(OK);

        assertThat(List.of(shown, untold, givenBack)).containsExactly(0, 1, 1);
    }

    @Test
    void givesBackWhatCannotBeWritten() {
        log.from(FakeEventLog.Fate.HELD);
        var accounting = begun(false);

        accounting.answerWhole(OK, () -> shown++);
        log.refuseHeld();
        accounting.end(OK);

        assertThat(List.of(shown, untold, givenBack)).containsExactly(0, 1, 1);
    }

    @Test
    void showsNoAnswerThatComesAfterItsStartWasRefused() {
        log.from(FakeEventLog.Fate.REFUSED);
        var accounting = begun(true);

        accounting.answerWhole(OK, () -> shown++);
        accounting.end(OK);

        assertThat(List.of(shown, untold, givenBack)).containsExactly(0, 1, 1);
        assertThat(log.phases()).containsExactly(Phase.STARTED);
    }

    @Test
    void countsAClientThatWentAwayBeforeTheAnswer() {
        var accounting = begun(false);

        accounting.end(Telling.NOTHING);

        assertThat(log.phases()).containsExactly(Phase.WHOLE);
        assertThat(givenBack).isZero();
    }

    @Test
    void givesBackTheChargesOfAClientThatWentAwayAndCannotBeTold() {
        log.from(FakeEventLog.Fate.REFUSED);
        var accounting = begun(false);

        accounting.end(Telling.NOTHING);

        assertThat(List.of(untold, givenBack)).containsExactly(0, 1);
    }

    @Test
    void finishesWhatEndsEarlyOnceItsStartIsWritten() {
        log.from(FakeEventLog.Fate.HELD);
        var accounting = begun(true);

        accounting.end(OK);
        assertThat(log.phases()).containsExactly(Phase.STARTED);
        log.writeHeld();

        assertThat(log.phases()).containsExactly(Phase.STARTED, Phase.FINISHED);
    }

    @Test
    void doesNotFinishWhatEndsEarlyAndCouldNotBeStarted() {
        log.from(FakeEventLog.Fate.HELD);
        var accounting = begun(true);

        accounting.end(OK);
        log.refuseHeld();

        assertThat(log.phases()).containsExactly(Phase.STARTED);
        assertThat(List.of(untold, givenBack)).containsExactly(0, 1);
    }

    @Test
    void bearsTheLossOfWhatIsNotCounted() {
        var accounting = begun(true);
        log.from(FakeEventLog.Fate.FULL);

        accounting.end(OK);

        assertThat(List.of(untold, givenBack)).containsExactly(0, 0);
    }

    private Accounting begun(boolean urgent) {
        var route = Doors.route(UnaryOperator.identity(), URI.create("http://localhost"));
        var verdict =
                new Verdict.Admitted(
                        route, Doors.KEY, Doors.NOON, List.of(Doors.CHARGE), List.of(), urgent);
        var request = new AdmittedRequest(verdict, "id", Door.PROXY, "GET", "192.0.2.0/24", "0", 0);
        var accounting =
                new Accounting(request, log, () -> givenBack++, nanos::get, () -> untold++);
        accounting.begin();
        return accounting;
    }
}
