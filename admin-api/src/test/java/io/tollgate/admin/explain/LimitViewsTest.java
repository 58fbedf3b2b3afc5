package io.tollgate.admin.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.admin.table.TopicRecord;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.Throttle;
import io.tollgate.schemas.ThrottleKind;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LimitViewsTest {
    private static final Instant NOON = Instant.parse("2030-01-31T12:00:00Z");
    private static final Instant FIRST_OF_MONTH = Instant.parse("2030-01-01T00:00:00Z");

    private Instant now = NOON;
    private final LimitViews views = new LimitViews(() -> now);

    @Test
    void keepsTheNewestViewOfEachLimitOfASubject() {
        take("key_1|minute|PT1M", rate("key_1", "minute", NOON).setTotal(3).build());
        take("key_1|minute|PT1M", rate("key_1", "minute", NOON).setTotal(5).build());
        take("key_1|hour|PT1H", rate("key_1", "hour", NOON).setTotal(7).build());
        take("acme|minute|PT1M", rate("acme", "minute", NOON).setTotal(9).build());

        assertThat(views.of("key_1"))
                .extracting(Throttle::getTotal)
                .containsExactlyInAnyOrder(5L, 7L);
        assertThat(views.of("acme")).extracting(Throttle::getTotal).containsExactly(9L);
        assertThat(views.of("key_2")).isEmpty();
    }

    @Test
    void forgetsALimitOfWhichOnlyATombstoneIsLeft() {
        take("key_1|minute|PT1M", rate("key_1", "minute", NOON).build());
        take("key_1|hour|PT1H", rate("key_1", "hour", NOON).build());

        take("key_1|minute|PT1M", null);
        take("key_2|minute|PT1M", null);

        assertThat(views.of("key_1")).extracting(Throttle::getLimit).containsExactly("hour");
    }

    @Test
    void takesNothingForAViewThatIsNone() {
        take(
                "watermark|0",
                Throttle.newBuilder()
                        .setKind(ThrottleKind.WATERMARK)
                        .setWindowStart(NOON)
                        .setPartition(0)
                        .setOffset(7)
                        .setAt(NOON)
                        .build());
        take(
                "key_1|minute|PT1M",
                rate("key_1", "minute", NOON).setLimitKind(LimitKind.UNKNOWN).build());

        assertThat(views.of("")).isEmpty();
        assertThat(views.of("key_1")).isEmpty();
    }

    @Test
    void takesNothingThatCountsNoMore() {
        take("key_1|hour|PT1H", rate("key_1", "hour", NOON.minus(Duration.ofHours(2))).build());
        take("key_2|hour|PT1H", rate("key_2", "hour", NOON.minus(Duration.ofMinutes(119))).build());
        take("key_3|month|P1M", month("key_3").build());

        assertThat(views.of("key_1")).isEmpty();
        assertThat(views.of("key_2")).hasSize(1);
        assertThat(views.of("key_3")).as("the month's last day").hasSize(1);
    }

    @Test
    void forgetsWhatCountsNoMoreWhileOthersAreUsed() {
        take("key_1|minute|PT1M", rate("key_1", "minute", NOON).build());
        take("key_2|month|P1M", month("key_2").build());

        now = NOON.plus(Duration.ofHours(2));
        for (int i = 0; i < 10_000; i++) {
            take("acme|minute|PT1M", rate("acme", "minute", now).build());
        }

        assertThat(views.of("key_1")).isEmpty();
        assertThat(views.of("key_2")).hasSize(1);
        assertThat(views.of("acme")).hasSize(1);
    }

    private void take(String key, @Nullable Throttle view) {
        views.accept(new TopicRecord<>(key, view, 0, 0, now, true));
    }

    private static Throttle.Builder month(String subject) {
        return rate(subject, "month", FIRST_OF_MONTH)
                .setLimitKind(LimitKind.QUOTA)
                .setWindow("P1M");
    }

    private static Throttle.Builder rate(String subject, String limit, Instant windowStart) {
        return Throttle.newBuilder()
                .setKind(ThrottleKind.THROTTLE)
                .setSubject(subject)
                .setOwnerId("acme")
                .setScope(LimitScope.KEY)
                .setLimit(limit)
                .setLimitKind(LimitKind.RATE)
                .setWindow("PT1M")
                .setWindowStart(windowStart)
                .setAmount(10)
                .setPartition(0)
                .setOffset(7)
                .setAt(windowStart);
    }
}
