package io.tollgate.edge.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.edge.table.KeyEntry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpenExchangesTest {
    private final AtomicLong nanos = new AtomicLong();
    private final OpenExchanges open = new OpenExchanges(nanos::get);

    @Test
    void cutsThoseOfTheKeysThatAreHit() {
        var hit = new Exchange(Doors.KEY);
        var keyless = new Exchange(null);
        open.add(hit, open.mark());
        open.add(keyless, open.mark());

        open.cut(key -> key.ownerId().equals("other"));
        assertThat(hit.cuts).isZero();
        open.cut(key -> key.ownerId().equals("acme"));

        assertThat(hit.cuts).isEqualTo(1);
        assertThat(keyless.cuts).isZero();
    }

    @Test
    void cutsOneThatWasJudgedBeforeTheDenialAndEnteredAfterIt() {
        var late = new Exchange(Doors.KEY);
        long judged = open.mark();
        open.cut(_ -> true);

        open.add(late, judged);

        assertThat(late.cuts).isEqualTo(1);
    }

    @Test
    void sparesOneThatWasJudgedAfterTheDenial() {
        open.cut(_ -> true);
        var exchange = new Exchange(Doors.KEY);

        open.add(exchange, open.mark());

        assertThat(exchange.cuts).isZero();
    }

    @Test
    void forgetsDenialsThatNoRequestCanHaveBeenJudgedBefore() {
        long judged = open.mark();
        open.cut(_ -> true);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
        open.cut(_ -> false);
        var exchange = new Exchange(Doors.KEY);

        open.add(exchange, judged);

        assertThat(exchange.cuts).isZero();
    }

    @Test
    void remindsThoseThatAreOpenOfTheTime() {
        var one = new Exchange(null);
        var gone = new Exchange(null);
        open.add(one, open.mark());
        open.add(gone, open.mark());
        open.remove(gone);

        open.tick();

        assertThat(one.ticks).isEqualTo(1);
        assertThat(gone.ticks).isZero();
        assertThat(open.size()).isEqualTo(1);
    }

    private static final class Exchange implements OpenExchanges.Open {
        private final @Nullable KeyEntry key;
        private int cuts;
        private int ticks;

        Exchange(@Nullable KeyEntry key) {
            this.key = key;
        }

        @Override
        public @Nullable KeyEntry key() {
            return key;
        }

        @Override
        public void tick(long nowNanos) {
            ticks++;
        }

        @Override
        public void cut() {
            cuts++;
        }

        @Override
        public void leave() {}
    }
}
