package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.system.Installation.Admin;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Two admin APIs are written to all the time, while the one that writes is killed or freezes. */
@Fleet(edges = 0, admins = 2)
class AdminFailoverIT {
    private static final int THREADS = 8;

    private final Installation tollgate;
    private final List<Admin> admins;
    private final AtomicBoolean ends = new AtomicBoolean();

    /** Ids of keys that were acknowledged, by the Idempotency-Key that made them. */
    private final Map<String, String> made = new ConcurrentHashMap<>();

    /** Versions that were acknowledged, by what was written in them. */
    private final Map<String, Long> changed = new ConcurrentHashMap<>();

    /** Changes of which nobody said whether they were made. */
    private final AtomicInteger doubtful = new AtomicInteger();

    AdminFailoverIT(Installation tollgate) {
        this.tollgate = tollgate;
        this.admins = tollgate.admins();
    }

    @Test
    void nothingThatWasAcknowledgedIsLostOrDoneTwiceWhoeverDies() throws Exception {
        tollgate.plan("open");
        tollgate.admin().owner("acme");
        String shared = "/v1/keys/" + tollgate.admin().key("acme", "open").id();
        var work = new ArrayList<Future<?>>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                work.add(threads.submit(() -> create(thread)));
                work.add(threads.submit(() -> change(shared, thread)));
            }
            try {
                awaitMore();
                killAndRestart(writer());
                freezeAndThaw(writer());
            } finally {
                ends.set(true);
            }
        }
        for (Future<?> each : work) {
            each.get();
        }
        admins.forEach(admin -> assertNothingIsLost(admin.api(), shared));
    }

    private void killAndRestart(Admin killed) {
        killed.program().kill();
        awaitWritten(other(killed));
        awaitMore();
        tollgate.restart(killed);
        awaitFollows(killed);
        awaitMore();
    }

    private void freezeAndThaw(Admin frozen) {
        frozen.program().freeze();
        try {
            awaitWritten(other(frozen));
            awaitMore();
        } finally {
            frozen.program().thaw();
        }
        awaitFollows(frozen);
        awaitMore();
    }

    private void assertNothingIsLost(AdminApi admin, String shared) {
        var idsByName = new ConcurrentHashMap<String, List<String>>();
        for (JsonNode key : admin.list("/v1/keys?ownerId=acme&limit=100")) {
            idsByName
                    .computeIfAbsent(key.path("name").asText(), _ -> new ArrayList<>())
                    .add(key.path("id").asText());
        }
        made.forEach((name, id) -> assertThat(idsByName).containsEntry(name, List.of(id)));
        assertThat(changed.values()).as("versions that were acknowledged").doesNotHaveDuplicates();
        assertThat(admin.read(shared).path("version").asLong())
                .as("changes, of which %d were doubtful", doubtful.get())
                .isBetween(1L + changed.size(), 1L + changed.size() + doubtful.get());
    }

    /** Makes keys, each asked for until it is acknowledged, at one and then the other. */
    private void create(int thread) {
        for (int n = 0; !ends.get(); n++) {
            String name = "made-" + thread + "-" + n;
            Map<String, ?> body =
                    Map.of(
                            "ownerId", "acme",
                            "planId", "open",
                            "environment", "live",
                            "name", name);
            for (int attempt = thread; !made.containsKey(name) && !ends.get(); attempt++) {
                AdminApi admin = admins.get(attempt % admins.size()).api();
                try {
                    Answer answer =
                            admin.send(
                                    admin.authorized("POST", "/v1/keys")
                                            .with("Idempotency-Key: " + name)
                                            .withJson(Json.write(body)));
                    if (answer.status() < 300) {
                        made.put(name, answer.json().path("id").asText());
                    } else {
                        assertThat(answer.status()).as("%s", answer).isEqualTo(503);
                    }
                } catch (UncheckedIOException _) {
                    // It was killed, or stands still: the other one is asked.
                }
            }
        }
    }

    /**
     * Changes one key that all change, each time what was read before: half of the threads at the
     * one, half at the other, but for once after a failure.
     */
    private void change(String path, int thread) {
        int at = thread;
        for (int n = 0; !ends.get(); n++) {
            AdminApi admin = admins.get(at % admins.size()).api();
            at = thread;
            String name = "changed-" + thread + "-" + n;
            try {
                String tag = admin.send(admin.authorized("GET", path)).field("ETag").orElseThrow();
                Answer answer =
                        admin.send(
                                admin.authorized("PATCH", path)
                                        .with("Content-Type: application/merge-patch+json")
                                        .with("If-Match: " + tag)
                                        .withBody(Json.write(Map.of("name", name))));
                switch (answer.status()) {
                    case 200 -> changed.put(name, answer.json().path("version").asLong());
                    case 412 -> {}
                    case 503 -> doubtful.incrementAndGet();
                    default -> throw new AssertionError(answer.toString());
                }
            } catch (UncheckedIOException e) {
                at = thread + 1;
                if (!(e.getCause() instanceof ConnectException)) {
                    doubtful.incrementAndGet();
                }
            }
        }
    }

    private Admin writer() {
        List<Admin> writers =
                admins.stream().filter(admin -> admin.writes().equals("accepted")).toList();
        assertThat(writers).hasSize(1);
        return writers.getFirst();
    }

    private Admin other(Admin one) {
        return admins.stream().filter(admin -> !admin.equals(one)).findFirst().orElseThrow();
    }

    private static void awaitWritten(Admin admin) {
        Installation.await("another writes").until(() -> admin.writes().equals("accepted"));
    }

    private static void awaitFollows(Admin admin) {
        Installation.await("it follows").until(() -> admin.writes().equals("passed on"));
    }

    private void awaitMore() {
        int before = made.size();
        int changes = changed.size();
        Installation.await("writes go on")
                .until(() -> made.size() >= before + 50 && changed.size() >= changes + 20);
    }
}
