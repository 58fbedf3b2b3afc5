package io.tollgate.admin.leak;

import io.tollgate.admin.http.CallObserver;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.JavalinDoor;
import io.tollgate.admin.http.Listener;
import io.tollgate.admin.http.Relay;
import io.tollgate.admin.security.Authenticator;
import io.tollgate.schemas.credentials.KeyForm;
import io.tollgate.schemas.credentials.Pepper;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The listener for the public: what was switched on of the receiver for GitHub, the form and the
 * page for claims, and nothing of the API. Thread-safe.
 */
public final class LeakDoor implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 512;

    private final JavalinDoor door;
    private final List<Runnable> ends;

    private LeakDoor(JavalinDoor door, List<Runnable> ends) {
        this.door = door;
        this.ends = ends;
    }

    /**
     * Begins to serve.
     *
     * @param more other endpoints that are meant for the public
     * @param brand what our keys begin with
     * @throws io.tollgate.admin.http.PortInUseException if something else listens there
     */
    public static LeakDoor open(
            LeakSettings settings,
            LeakDesk desk,
            List<Endpoint> more,
            String brand,
            Pepper pepper,
            Authenticator authenticator,
            CallObserver observer,
            LongSupplier nanoTicker) {
        var forms = List.of(new KeyForm(brand));
        Deque<Runnable> ends = new ArrayDeque<>();
        var endpoints = new ArrayList<>(more);
        if (settings.github()) {
            var list = new HttpKeyList(settings.githubKeysUrl());
            ends.push(list::close);
            var keys = new GithubKeys(list, settings.githubKeysGoodFor(), nanoTicker);
            endpoints.addAll(new GithubReceiver(keys, desk, new LeakPlace(forms), pepper).all());
        }
        if (settings.form()) {
            var queue = ReportQueue.start(desk::take);
            ends.push(queue::close);
            endpoints.addAll(
                    new ReportForm(queue::offer, settings.turns(nanoTicker), forms, pepper).all());
        }
        var listener =
                new Listener(
                        "the listener for leaks",
                        settings.bindAddress(),
                        settings.port(),
                        "TOLLGATE_ADMIN_LEAKS_PORT",
                        MOST_CONNECTIONS);
        try {
            // Tokens of links are passed on by their form; all else is done by any instance.
            var door =
                    JavalinDoor.open(
                            listener, endpoints, authenticator, observer, (_, _) -> {}, Relay.NONE);
            return new LeakDoor(door, List.copyOf(ends));
        } catch (RuntimeException e) {
            ends.forEach(Runnable::run);
            throw e;
        }
    }

    /** The port that it listens on. */
    public int port() {
        return door.port();
    }

    /** Takes no more reports, and does what has to be done about those that it took. */
    @Override
    public void close() {
        door.close();
        ends.forEach(Runnable::run);
    }
}
