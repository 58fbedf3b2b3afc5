package io.tollgate.system;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A bounded load: many clients that send one request after the other with keys drawn by lot, each
 * moving from edge to edge, and noting what they were answered. Half of them come through the
 * reverse proxy, half are gateways that ask.
 */
final class Load {
    private static final int CLIENTS = 24;
    private static final int REQUESTS_ON_ONE_EDGE = 100;
    private static final long SEED = 20261122;

    private final List<Edge> edges;
    private final List<ApiKey> keys;
    private final long requests;
    private final long nanosBetween;
    private final AtomicLong begun = new AtomicLong();
    private volatile boolean ended;

    Load(List<Edge> edges, List<ApiKey> keys, long requests) {
        this(edges, keys, requests, 0);
    }

    private Load(List<Edge> edges, List<ApiKey> keys, long requests, long nanosBetween) {
        this.edges = List.copyOf(edges);
        this.keys = List.copyOf(keys);
        this.requests = requests;
        this.nanosBetween = nanosBetween;
    }

    /** A load of so many requests a second, until it is ended. */
    static Load paced(List<Edge> edges, List<ApiKey> keys, int perSecond) {
        return new Load(edges, keys, Long.MAX_VALUE, 1_000_000_000L / perSecond);
    }

    /** Sends nothing more. */
    void end() {
        ended = true;
    }

    /** How many requests were begun so far. */
    long begun() {
        return Math.min(begun.get(), requests);
    }

    /** Sends everything, and returns what the clients saw. */
    Tally run() {
        var all = new Tally();
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            var clients = new ArrayList<Future<Tally>>();
            for (int i = 0; i < CLIENTS; i++) {
                var client = new Client(i);
                clients.add(threads.submit(client::run));
            }
            for (Future<Tally> client : clients) {
                all.add(client.get());
            }
        } catch (ExecutionException e) {
            throw new AssertionError("a client of the load failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted under load", e);
        }
        return all;
    }

    /** One client. Used by one thread. */
    private final class Client {
        private final int number;
        private final boolean asks;
        private final Random random;
        private final Tally tally = new Tally();
        private @Nullable Connection connection;
        private int edge;
        private int sent;

        Client(int number) {
            this.number = number;
            this.asks = number % 2 == 1;
            this.random = new Random(SEED + number);
            this.edge = number / 2;
        }

        Tally run() throws IOException {
            long begin = System.nanoTime();
            for (long next = begun.getAndIncrement();
                    next < requests && !ended;
                    next = begun.getAndIncrement()) {
                awaitTurn(begin + next * nanosBetween);
                one(keys.get(random.nextInt(keys.size())));
            }
            disconnect();
            return tally;
        }

        private void awaitTurn(long at) {
            if (nanosBetween > 0) {
                LockSupport.parkNanos(at - System.nanoTime());
            }
        }

        private void one(ApiKey key) throws IOException {
            if (++sent % REQUESTS_ON_ONE_EDGE == 0) {
                disconnect();
            }
            Connection open = connected();
            try {
                Answer answer = open.exchange(request(key));
                tally.answered(key.id(), status(answer));
                if (answer.field("Connection").filter("close"::equalsIgnoreCase).isPresent()) {
                    disconnect();
                }
            } catch (IOException _) {
                tally.unanswered(key.id());
                disconnect();
            }
        }

        private byte[] request(ApiKey key) {
            String bearer = Edge.bearer(key.secret());
            return (asks ? Edge.asked(Edge.SERVED, bearer) : Call.get(Edge.SERVED, bearer)).bytes();
        }

        /** What nginx could not pass on stands beside. */
        private int status(Answer answer) {
            return answer.field("X-Tollgate-Status").map(Integer::parseInt).orElse(answer.status());
        }

        /** A connection to the edge whose turn it is, or to the next one that answers. */
        private Connection connected() throws IOException {
            IOException refused = new IOException("no edge");
            for (int tries = 0; connection == null && tries < edges.size(); tries++) {
                Edge next = edges.get(Math.floorMod(edge, edges.size()));
                try {
                    connection = Connection.to(asks ? next.privatePort() : next.port());
                } catch (IOException e) {
                    refused = new IOException("client " + number + ": " + next.name(), e);
                    edge++;
                }
            }
            if (connection == null) {
                throw refused;
            }
            return connection;
        }

        private void disconnect() throws IOException {
            if (connection != null) {
                connection.close();
                connection = null;
                edge++;
            }
        }
    }
}
