package io.tollgate.metering.replay;

import static io.tollgate.metering.replay.Batches.KEY;
import static io.tollgate.metering.replay.Batches.NOON;
import static io.tollgate.metering.replay.Batches.OWNER;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.metering.Counted;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.UsageWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecountTest {
    private static final Duration GRACE = Duration.ofHours(1);

    private final MemoryWindows windows = new MemoryWindows();

    @Test
    void countsAnEventInItsMinuteHourAndDay() {
        var recount = new Recount(GRACE, Scope.of(null, null, null), windows);
        recount.add(counted(NOON.plusSeconds(70), NOON.plusSeconds(70)));
        recount.flush();
        recount.add(counted(NOON.plusSeconds(75), NOON.plusSeconds(80)));
        recount.flush();

        assertThat(requests(UsageWindow.MINUTE, NOON.plusSeconds(60))).isEqualTo(2);
        assertThat(requests(UsageWindow.HOUR, NOON)).isEqualTo(2);
        assertThat(requests(UsageWindow.DAY, Instant.parse("2026-11-22T00:00:00Z"))).isEqualTo(2);
    }

    @Test
    void countsWhatCameTooLateWhereItArrived() {
        var recount = new Recount(GRACE, Scope.of(null, null, null), windows);
        Instant arrived = NOON.plus(GRACE).plusSeconds(60);
        recount.add(counted(NOON, arrived));
        recount.flush();

        assertThat(requests(UsageWindow.MINUTE, NOON)).isZero();
        assertThat(window(UsageWindow.MINUTE, arrived).getLate()).isEqualTo(1);
    }

    @Test
    void keepsToTheOwnerAndTheRange() {
        var other = new Recount(GRACE, Scope.of("other", null, null), windows);
        other.add(counted(NOON, NOON));
        other.flush();
        var later = new Recount(GRACE, Scope.of(OWNER, NOON.plusSeconds(60), null), windows);
        later.add(counted(NOON, NOON));
        later.add(counted(NOON.plusSeconds(60), NOON.plusSeconds(60)));
        later.flush();

        windows.forEach(usage -> assertThat(usage.getWindow()).isEqualTo(UsageWindow.MINUTE));
        assertThat(requests(UsageWindow.MINUTE, NOON)).isZero();
        assertThat(requests(UsageWindow.MINUTE, NOON.plusSeconds(60))).isEqualTo(1);
    }

    private static Counted counted(Instant at, Instant appendedAt) {
        List<RequestEvent> events = List.of(Batches.event(0, at, KEY));
        return new Counted("edge-1", "b007", OWNER, appendedAt.toEpochMilli(), 0, events);
    }

    private long requests(UsageWindow window, Instant start) {
        Usage usage = windows.get(new WindowKey(window, start.toEpochMilli(), KEY));
        return usage == null ? 0 : usage.getRequests();
    }

    private Usage window(UsageWindow window, Instant start) {
        return requireNonNull(windows.get(new WindowKey(window, start.toEpochMilli(), KEY)));
    }
}
