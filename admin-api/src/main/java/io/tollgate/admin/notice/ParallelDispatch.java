package io.tollgate.admin.notice;

import io.tollgate.admin.notice.NoticeRounds.Attempt;
import io.tollgate.schemas.Notification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes each attempt on a thread of its own. One that is not done in time is broken off, well
 * before another instance may take it up. Thread-safe.
 */
final class ParallelDispatch implements NoticeRounds.Dispatch, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ParallelDispatch.class);
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final NoticeBook book;
    private final Recipients recipients;
    private final Courier<Address> courier;
    private final Consumer<Attempt> attempted;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Sends with a courier.
     *
     * @param attempted is told of every attempt
     */
    ParallelDispatch(
            NoticeBook book,
            Recipients recipients,
            Courier<Address> courier,
            Consumer<Attempt> attempted) {
        this.book = book;
        this.recipients = recipients;
        this.courier = courier;
        this.attempted = attempted;
    }

    @Override
    public List<Attempt> send(List<Notification> claimed) throws InterruptedException {
        List<Callable<Attempt>> tasks = new ArrayList<>();
        claimed.forEach(notification -> tasks.add(() -> attempt(notification)));
        List<Future<Attempt>> done =
                threads.invokeAll(tasks, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        var attempts = new ArrayList<Attempt>();
        for (int i = 0; i < claimed.size(); i++) {
            attempts.add(of(claimed.get(i), done.get(i)));
        }
        attempts.forEach(attempted);
        return attempts;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private Attempt attempt(Notification notification) throws InterruptedException {
        String endpoint = notification.getEndpoint();
        Optional<? extends Address> address = recipients.address(endpoint);
        if (address.isEmpty()) {
            return unsent(notification, "there is no such endpoint any more");
        }
        if (book.find(Names.ofDisabled(endpoint, address.get())).isPresent()) {
            return unsent(notification, "the endpoint is disabled");
        }
        Outcome outcome = courier.deliver(notification, address.get());
        return new Attempt(notification, Optional.of(address.get()), outcome);
    }

    private static Attempt unsent(Notification notification, String reason) {
        return new Attempt(notification, Optional.empty(), new Outcome.Refused(reason));
    }

    private static Attempt of(Notification notification, Future<Attempt> done)
            throws InterruptedException {
        try {
            return done.get();
        } catch (CancellationException e) {
            return new Attempt(notification, Optional.empty(), Outcome.failed("no result in time"));
        } catch (ExecutionException e) {
            // What couriers throw may repeat addresses, so that only its type is told.
            String type = e.getCause() == null ? "" : e.getCause().getClass().getSimpleName();
            log.atError()
                    .addKeyValue("notification", notification.getNotificationId())
                    .addKeyValue("failure", type)
                    .log("delivery broke");
            return new Attempt(notification, Optional.empty(), Outcome.failed(type));
        }
    }
}
