package io.tollgate.system;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Clients that send until they are told to stop, each request to a path of its own, so that what
 * became of it can be held against what is told of it. Half of them come through the reverse proxy,
 * half are gateways that ask. One that finds an edge dead goes to another. Thread-safe.
 */
final class NamedLoad implements AutoCloseable {
    private static final int CLIENTS = 8;
    private static final int REQUESTS_ON_ONE_EDGE = 40;
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int UNANSWERED = 0;

    private final List<Edge> edges;
    private final List<ApiKey> keys;
    private final long seed;
    private final Map<Edge, AtomicLong> answered = new ConcurrentHashMap<>();
    private final AtomicLong number = new AtomicLong();
    private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    private final List<Future<?>> clients = new ArrayList<>();
    private volatile boolean stopping;

    /** A request that was sent, wholly or in part; without an answer its status is 0. */
    record Sent(String path, String keyId, int status) {
        /** Whether its client saw that it was let in, whatever the upstream did. */
        boolean admitted() {
            return status == 200 || status == 502 || status == 504;
        }

        boolean unanswered() {
            return status == UNANSWERED;
        }
    }

    NamedLoad(List<Edge> edges, List<ApiKey> keys, long seed) {
        this.edges = List.copyOf(edges);
        this.keys = List.copyOf(keys);
        this.seed = seed;
        edges.forEach(edge -> answered.put(edge, new AtomicLong()));
    }

    NamedLoad start() {
        for (int i = 0; i < CLIENTS; i++) {
            var client = new Client(i);
            clients.add(threads.submit(client::run));
        }
        return this;
    }

    /** How many answers an edge has given. */
    long answeredBy(Edge edge) {
        return answered.getOrDefault(edge, number).get();
    }

    /** Ends the load, and returns everything that was sent. */
    List<Sent> stop() throws ExecutionException, InterruptedException {
        stopping = true;
        for (Future<?> client : clients) {
            client.get();
        }
        return List.copyOf(sent);
    }

    @Override
    public void close() {
        stopping = true;
        threads.close();
    }

    /** One client. Used by one thread. */
    private final class Client {
        private final boolean asks;
        private final Random random;
        private @Nullable Connection connection;
        private Edge edge;
        private int left;

        Client(int index) {
            asks = index % 2 == 1;
            random = new Random(seed + index);
            edge = edges.get(index % edges.size());
        }

        void run() {
            while (!stopping) {
                LockSupport.parkNanos(random.nextLong(LONGEST_PAUSE_NANOS));
                Connection open = connected();
                if (open != null) {
                    one(open, keys.get(random.nextInt(keys.size())));
                }
            }
            disconnect();
        }

        private void one(Connection open, ApiKey key) {
            String path = "/api/request-" + number.getAndIncrement();
            try {
                Answer answer = open.exchange(request(path, key));
                sent.add(new Sent(path, key.id(), status(answer)));
                answered.getOrDefault(edge, number).incrementAndGet();
                if (--left <= 0
                        || answer.field("Connection")
                                .filter("close"::equalsIgnoreCase)
                                .isPresent()) {
                    disconnect();
                }
            } catch (IOException _) {
                sent.add(new Sent(path, key.id(), UNANSWERED));
                disconnect();
            }
        }

        private byte[] request(String path, ApiKey key) {
            String bearer = Edge.bearer(key.secret());
            return (asks ? Edge.asked(path, bearer) : Call.get(path, bearer)).bytes();
        }

        /** What nginx could not pass on stands beside. */
        private int status(Answer answer) {
            return answer.field("X-Tollgate-Status").map(Integer::parseInt).orElse(answer.status());
        }

        /** A connection, null if the edge whose turn it is takes none. */
        private @Nullable Connection connected() {
            if (connection == null) {
                edge = edges.get(random.nextInt(edges.size()));
                left = REQUESTS_ON_ONE_EDGE;
                try {
                    connection = Connection.to(asks ? edge.privatePort() : edge.port());
                } catch (IOException _) {
                    return null;
                }
            }
            return connection;
        }

        private void disconnect() {
            if (connection != null) {
                try {
                    connection.close();
                } catch (IOException _) {
                    // It is given up in any case.
                }
                connection = null;
            }
        }
    }
}
