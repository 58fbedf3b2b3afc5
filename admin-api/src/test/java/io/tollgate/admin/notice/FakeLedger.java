package io.tollgate.admin.notice;

import io.tollgate.admin.table.Changes;
import io.tollgate.admin.table.Ledger;
import io.tollgate.admin.table.TopicRecord;
import io.tollgate.admin.table.WriteRefusedException;
import io.tollgate.schemas.Notification;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Kafka as notifications see it: what was written stays, whoever wrote it. */
final class FakeLedger implements Ledger {
    private final Map<String, Notification> written = new LinkedHashMap<>();
    private NoticeBook book = new NoticeBook();
    private boolean fenced;
    private Trouble next = Trouble.NONE;
    private long offset;

    /** What befalls the next write. */
    enum Trouble {
        NONE,
        NOTHING_WRITTEN,
        WRITTEN_BUT_UNKNOWN
    }

    /** The book of an instance that starts now. */
    NoticeBook restart() {
        book = new NoticeBook();
        written.values().forEach(each -> tell(each.getNotificationId(), each));
        return book;
    }

    NoticeBook book() {
        return book;
    }

    Map<String, Notification> written() {
        return written;
    }

    /** What was written last about a notification. */
    Notification written(String id) {
        return Objects.requireNonNull(written.get(id), id);
    }

    void fence() {
        fenced = true;
    }

    void trouble(Trouble trouble) {
        next = trouble;
    }

    @Override
    public <T> T change(Function<Changes, T> decision) {
        if (fenced) {
            throw new WriteRefusedException(WriteRefusedException.Reason.FENCED, "fenced");
        }
        Trouble trouble = next;
        next = Trouble.NONE;
        var changes = new Changes();
        T result = decision.apply(changes);
        if (trouble == Trouble.NOTHING_WRITTEN) {
            throw new WriteRefusedException(WriteRefusedException.Reason.UNREACHABLE, "away");
        }
        changes.list().forEach(change -> apply(change.key(), (Notification) change.value()));
        if (trouble == Trouble.WRITTEN_BUT_UNKNOWN) {
            throw new WriteRefusedException(WriteRefusedException.Reason.UNREACHABLE, "away");
        }
        return result;
    }

    @Override
    public boolean writes() {
        return !fenced;
    }

    private void apply(String key, @Nullable Notification value) {
        if (value == null) {
            written.remove(key);
        } else {
            written.put(key, value);
        }
        tell(key, value);
    }

    private void tell(String key, @Nullable Notification value) {
        book.accept(new TopicRecord<>(key, value, 0, offset++, Instant.EPOCH, true));
    }
}
