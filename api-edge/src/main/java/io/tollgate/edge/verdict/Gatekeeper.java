package io.tollgate.edge.verdict;

import io.tollgate.edge.table.DenialListener;
import io.tollgate.edge.table.KeyAnswer;
import io.tollgate.edge.table.KeyEntry;
import io.tollgate.edge.table.Knowledge;
import io.tollgate.edge.table.TableUnreadableException;
import io.tollgate.schemas.Outcome;
import io.tollgate.schemas.credentials.KeyHash;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges requests by the rules, and lets those wait that can't be judged at once: for a key on
 * disk, for the next view of a limit, or for fresh state after a pause of the process. Waiting
 * costs no thread and is bounded in number and time. Thread-safe.
 */
public final class Gatekeeper implements Judge, DenialListener {
    private static final Logger log = LoggerFactory.getLogger(Gatekeeper.class);
    private static final long HOLD_MILLIS = 150;

    private final Rules rules;
    private final Knowledge knowledge;
    private final LongSupplier fleetMillis;
    private final Workers workers;
    private final HoldQueue held;
    private final Holds holds = new Holds();

    /**
     * Where a gatekeeper's work goes on.
     *
     * @param disk reads keys; its queue is bounded, and a request that it rejects is OVERLOADED
     * @param answers judges requests that were held, again
     * @param alarm ends their waiting
     */
    public record Workers(Executor disk, Executor answers, Alarm alarm) {}

    /**
     * A gatekeeper that holds nobody yet.
     *
     * @param fleetMillis fleet time, in milliseconds since the epoch
     * @param maxHeld how many requests may wait at once
     */
    public Gatekeeper(
            Knowledge knowledge,
            Charging limits,
            LongSupplier fleetMillis,
            Workers workers,
            int maxHeld) {
        this.rules = new Rules(knowledge, limits);
        this.knowledge = knowledge;
        this.fleetMillis = fleetMillis;
        this.workers = workers;
        this.held = new HoldQueue(maxHeld);
    }

    @Override
    public void judge(Inquiry inquiry, Consumer<Verdict> then) {
        long waitMillis = waitMillis();
        if (waitMillis > 0) {
            awaitFreshState(new HeldRequest(inquiry, then), waitMillis);
            return;
        }
        long seen = held.news();
        switch (judgement(inquiry, null, true)) {
            case Verdict verdict -> then.accept(verdict);
            case Judgement.NeedsDisk(KeyHash hash) ->
                    readFromDisk(new HeldRequest(inquiry, then), hash);
            case Judgement.Hold(KeyEntry key) -> hold(new HeldRequest(inquiry, then), key, seen);
        }
    }

    /** Judges requests of an owner again whose next view has come; for the ledger to call. */
    public void news(String ownerId) {
        resume(held.newsOf(ownerId));
    }

    /**
     * Judges all held requests again, because the fleet or the freshness of the state changed; who
     * waits for fresh state goes on waiting if it was the fleet.
     */
    public void news() {
        resume(held.newsFor(_ -> true));
    }

    @Override
    public void denied(Predicate<KeyEntry> hit) {
        resume(
                held.newsFor(request -> {
                    KeyEntry key = request.key();
                    return key != null && hit.test(key);
                }));
    }

    /** How many requests wait. */
    public int waiting() {
        return held.size();
    }

    /** The holds that have ended. */
    public Holds holds() {
        return holds;
    }

    private void noteHold(HeldRequest request) {
        long millis = request.heldMillis(fleetMillis.getAsLong());
        if (millis >= 0) {
            holds.ended(millis);
        }
    }

    private void awaitFreshState(HeldRequest request, long waitMillis) {
        if (!held.add(request)) {
            request.answer(overloaded());
            return;
        }
        workers.alarm().after(waitMillis, () -> release(request));
        // It may have been confirmed between the question and the queue.
        if (waitMillis() == 0) {
            release(request);
        }
    }

    /** An edge that is not ready refuses everybody, for which nobody has to wait. */
    private long waitMillis() {
        return knowledge.ready().getAsBoolean() ? knowledge.freshness().waitMillis() : 0;
    }

    private void proceed(HeldRequest request, @Nullable KeyAnswer read) {
        // Whatever it waited for before: after a pause nothing is judged by what was known then.
        long waitMillis = waitMillis();
        if (waitMillis > 0) {
            awaitFreshState(request, waitMillis);
            return;
        }
        long seen = held.news();
        switch (judgement(request.inquiry, read, request.patient())) {
            case Verdict verdict -> {
                noteHold(request);
                request.answer(verdict);
            }
            case Judgement.NeedsDisk(KeyHash hash) -> readFromDisk(request, hash);
            case Judgement.Hold(KeyEntry key) -> hold(request, key, seen);
        }
    }

    private Judgement judgement(Inquiry inquiry, @Nullable KeyAnswer answer, boolean patient) {
        try {
            return rules.judge(inquiry, answer, patient, fleetMillis.getAsLong());
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("a request could not be judged");
            return notReady("this edge failed to judge the request");
        }
    }

    /** Puts a request on hold that was judged when it had seen some news. */
    private void hold(HeldRequest request, KeyEntry key, long seen) {
        boolean first = request.heldFor(key, fleetMillis.getAsLong());
        if (!held.add(request)) {
            request.answer(overloaded());
            return;
        }
        if (first) {
            workers.alarm()
                    .after(
                            HOLD_MILLIS,
                            () -> {
                                request.tire();
                                release(request);
                            });
        }
        // News and the alarm may have come between the judgement and the queue.
        if (held.news() != seen || !request.patient()) {
            release(request);
        }
    }

    private void readFromDisk(HeldRequest request, KeyHash hash) {
        try {
            workers.disk()
                    .execute(() -> {
                        KeyAnswer read;
                        try {
                            read = knowledge.keys().lookUp(hash);
                        } catch (TableUnreadableException e) {
                            log.atError().setCause(e).log("the key table can't be read");
                            request.answer(notReady("this edge can't read its key table"));
                            return;
                        }
                        proceed(request, read);
                    });
        } catch (RejectedExecutionException _) {
            request.answer(overloaded());
        }
    }

    private void resume(List<HeldRequest> requests) {
        for (HeldRequest request : requests) {
            try {
                workers.answers().execute(() -> proceed(request, null));
            } catch (RejectedExecutionException _) {
                request.answer(overloaded());
            }
        }
    }

    private void release(HeldRequest request) {
        if (held.remove(request)) {
            resume(List.of(request));
        }
    }

    private static Verdict overloaded() {
        return new Verdict.Unavailable(
                Outcome.OVERLOADED, null, "this edge has too much to do at the moment", 1);
    }

    private static Verdict notReady(String detail) {
        return new Verdict.Unavailable(Outcome.NOT_READY, null, detail, 1);
    }
}
