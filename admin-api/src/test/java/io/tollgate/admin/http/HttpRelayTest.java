package io.tollgate.admin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tollgate.admin.security.Permission;
import io.tollgate.admin.table.Election;
import io.tollgate.admin.table.Standing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpRelayTest {
    private static final Endpoint CREATE =
            Endpoint.post("/v1/keys", Permission.ISSUE_KEYS, _ -> Answer.nothing());

    private final List<String> received = new ArrayList<>();
    private final List<String> doneHere = new ArrayList<>();
    private final PlayedElection election = new PlayedElection();
    private HttpServer writer;
    private HttpRelay relay;
    private boolean answers = true;
    private int reads;

    /** Stands somewhere, and after each wait somewhere else. */
    private static final class PlayedElection implements Election {
        private final Deque<Standing> course = new ArrayDeque<>();

        @Override
        public Standing standing() {
            return course.getFirst();
        }

        @Override
        public Standing awaitOther(Standing than, Duration most) {
            if (course.size() > 1) {
                course.removeFirst();
            }
            return course.getFirst();
        }
    }

    @BeforeEach
    void listen() throws Exception {
        writer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        writer.createContext("/", this::take);
        writer.start();
        relay = new HttpRelay(election, _ -> reads++, System::nanoTime, SSLContext.getDefault());
    }

    @AfterEach
    void close() {
        relay.close();
        writer.stop(0);
    }

    @Test
    void answersHereWhatIsToBeWrittenHere() {
        election.course.add(new Standing.Writes());

        assertThat(ask(CREATE, Map.of()).status()).isEqualTo(204);
        assertThat(doneHere).containsExactly("{}");
        assertThat(received).isEmpty();
    }

    @Test
    void passesOnWhatCameAndHandsTheAnswerBackOnceItIsRead() {
        election.course.add(follows());

        Answer answer = ask(CREATE, Map.of("Authorization", "Bearer t", "Idempotency-Key", "i"));

        assertThat(received).containsExactly("POST /v1/keys?a=b%20c Bearer t i 1 {}");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("made");
        assertThat(answer.headers()).containsEntry("etag", "\"7\"").doesNotContainKey("date");
        assertThat(doneHere).isEmpty();
        assertThat(reads).isEqualTo(1);
    }

    @Test
    void passesNothingOnTwice() {
        election.course.add(follows());

        assertThatThrownBy(() -> ask(CREATE, Map.of(HttpRelay.HEADER, "1")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problem().type()).endsWith(":fenced");
                            assertThat(e.headers()).containsKey("Retry-After");
                        });
        assertThat(received).isEmpty();
    }

    @Test
    void waitsForAnotherWriterWhereNothingListens() throws IOException {
        election.course.add(followsNobody());
        election.course.add(new Standing.Waiting());
        election.course.add(new Standing.Writes());

        assertThat(ask(CREATE, Map.of()).status()).isEqualTo(204);
        assertThat(doneHere).containsExactly("{}");
    }

    @Test
    void givesUpWhenNobodyTakesOver() throws IOException {
        election.course.add(followsNobody());

        assertThatThrownBy(() -> ask(CREATE, Map.of()))
                .hasMessageContaining("nothing was done")
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().type()).endsWith(":writer-unreachable"));
        assertThat(doneHere).isEmpty();
    }

    @Test
    void sendsNothingAgainThatMayBeDone() {
        answers = false;
        election.course.add(follows());
        election.course.add(new Standing.Writes());

        assertThatThrownBy(() -> ask(CREATE, Map.of())).hasMessageContaining("not known");
        assertThat(received).hasSize(1);
        assertThat(doneHere).isEmpty();
    }

    @Test
    void saysThatLinesMayBeSentAgainWhenTheWriterGoesAwayAmidThem() {
        answers = false;
        election.course.add(follows());

        assertThatThrownBy(() -> ask(CREATE, Map.of("Content-Type", "application/x-ndjson")))
                .hasMessageContaining("Send all lines again");
        assertThat(received).hasSize(1);
        assertThat(doneHere).isEmpty();
    }

    @Test
    void doesHereWhatMustNotWaitForAnybody() throws IOException {
        Endpoint revoke =
                Endpoint.post("/v1/revocations", Permission.SUSPEND_KEYS, _ -> Answer.nothing())
                        .doneAnywhere();
        election.course.add(followsNobody());

        assertThat(ask(revoke, Map.of()).status()).isEqualTo(204);
        answers = false;
        election.course.clear();
        election.course.add(follows());

        assertThat(ask(revoke, Map.of()).status()).isEqualTo(204);
        assertThat(doneHere).hasSize(2);
    }

    private Standing follows() {
        return new Standing.Follows(
                URI.create("http://127.0.0.1:" + writer.getAddress().getPort()));
    }

    private static Standing followsNobody() throws IOException {
        try (var free = new ServerSocket(0)) {
            return new Standing.Follows(URI.create("http://127.0.0.1:" + free.getLocalPort()));
        }
    }

    private Answer ask(Endpoint endpoint, Map<String, String> headers) {
        var call =
                new Call(
                        "/v1/keys?a=b%20c",
                        Map.of(),
                        Map.of(),
                        name -> Optional.ofNullable(headers.get(name)).stream().toList(),
                        () -> "{}".getBytes(StandardCharsets.UTF_8),
                        "192.0.2.1",
                        Optional.empty());
        return relay.answer(
                call,
                endpoint,
                own -> {
                    doneHere.add(new String(own.body().whole(), StandardCharsets.UTF_8));
                    return Answer.nothing();
                });
    }

    private void take(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        received.add(
                String.join(
                        " ",
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().toString(),
                        headers.getFirst("Authorization"),
                        headers.getFirst("Idempotency-Key"),
                        headers.getFirst(HttpRelay.HEADER),
                        new String(
                                exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        if (answers) {
            exchange.getResponseHeaders().add("ETag", "\"7\"");
            exchange.sendResponseHeaders(201, 4);
            exchange.getResponseBody().write("made".getBytes(StandardCharsets.UTF_8));
        }
        exchange.close();
    }
}
