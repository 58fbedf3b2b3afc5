package io.tollgate.admin.http;

import io.tollgate.admin.table.Election;
import io.tollgate.admin.table.Standing;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes calls on to the instance that writes, as their clients made them, and its answers back.
 * While none writes, calls wait for a while. What reached an instance that did not answer is not
 * sent again: it may be done. Thread-safe.
 */
public final class HttpRelay implements Relay, AutoCloseable {
    /** Marks calls that were passed on once, so that they are not passed on for ever. */
    static final String HEADER = "Tollgate-Relayed";

    private static final Logger log = LoggerFactory.getLogger(HttpRelay.class);
    private static final Duration MOST_WAITING = Duration.ofSeconds(15);
    private static final Duration MOST_ANSWERING = Duration.ofSeconds(60);
    private static final Duration MOST_LINES = Duration.ofHours(1);
    private static final Duration MOST_READING = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(250);

    private static final List<String> PASSED_ON =
            List.of("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "Prefer");
    private static final Set<String> OWN =
            Set.of(
                    "cache-control",
                    "connection",
                    "content-length",
                    "content-type",
                    "date",
                    "keep-alive",
                    "server",
                    "transfer-encoding",
                    "x-content-type-options");

    private final Election election;
    private final OwnTables tables;
    private final LongSupplier nanoTicker;
    private final HttpClient client;

    /** What this instance answers reads from. */
    @FunctionalInterface
    public interface OwnTables {
        /**
         * Waits until they hold all that was written before.
         *
         * @throws RuntimeException if that took too long
         */
        void awaitOthers(Duration most) throws InterruptedException;
    }

    /**
     * Relays to whom an election names.
     *
     * @param tls says whose certificates are trusted
     */
    public HttpRelay(Election election, OwnTables tables, LongSupplier nanoTicker, SSLContext tls) {
        this.election = election;
        this.tables = tables;
        this.nanoTicker = nanoTicker;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(2))
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .sslContext(tls)
                        .build();
    }

    @Override
    public Answer answer(Call call, Endpoint endpoint, Function<Call, Answer> here) {
        if (isHere(election.standing())) {
            return here.apply(call);
        }
        try {
            return elsewhere(kept(call), endpoint, here);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused(ProblemType.BUSY, "stopping; nothing was done");
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    /** Who takes no part says itself why it can't write. */
    private static boolean isHere(Standing standing) {
        return standing instanceof Standing.Writes || standing instanceof Standing.Out;
    }

    /** A body can be read once, but may have to be sent twice. */
    private static Call kept(Call call) {
        if (call.hasLines()) {
            return call;
        }
        byte[] body = call.body().whole();
        return call.withBody(() -> body);
    }

    private Answer elsewhere(Call call, Endpoint endpoint, Function<Call, Answer> here)
            throws InterruptedException {
        long end = nanoTicker.getAsLong() + MOST_WAITING.toNanos();
        while (true) {
            Standing standing = election.standing();
            if (isHere(standing)) {
                return here.apply(call);
            }
            if (standing instanceof Standing.Follows(URI writer)) {
                Optional<Answer> answer = passedOn(call, endpoint, standing, writer);
                if (answer.isPresent()) {
                    return answer.get();
                }
            }
            if (endpoint.anywhere()) {
                return here.apply(call);
            }
            Duration left = Duration.ofNanos(end - nanoTicker.getAsLong());
            if (left.isNegative() || election.awaitOther(standing, left).equals(standing)) {
                throw refused(
                        ProblemType.WRITER_UNREACHABLE,
                        "the instance that writes can't be reached, and no other took over yet;"
                                + " nothing was done");
            }
        }
    }

    /** Its answer; empty if it did nothing, or if it does no harm to do it again. */
    private Optional<Answer> passedOn(Call call, Endpoint endpoint, Standing standing, URI writer)
            throws InterruptedException {
        if (call.header(HEADER).isPresent()) {
            throw refused(
                    ProblemType.FENCED, "another instance writes since a moment; nothing was done");
        }
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request(call, endpoint, writer), BodyHandlers.ofByteArray());
        try {
            HttpResponse<byte[]> response = awaited(answer, standing, call);
            if (response.statusCode() < 300) {
                awaitRead();
            }
            return Optional.of(answer(response));
        } catch (ExecutionException | TimeoutException e) {
            answer.cancel(true);
            log.atWarn()
                    .addKeyValue("writer", writer)
                    .addKeyValue("why", e.getCause() == null ? "no answer" : e.getCause())
                    .log("a call got no answer from the instance that writes");
            if (isUnsent(e.getCause()) || endpoint.anywhere()) {
                return Optional.empty();
            }
            if (e.getCause() instanceof SSLHandshakeException) {
                throw untrusted(writer);
            }
            throw refused(
                    ProblemType.WRITER_UNREACHABLE,
                    call.hasLines()
                            ? "the instance that writes went away amid the lines, of which some are"
                                    + " written. Send all lines again: those that are there are"
                                    + " passed over"
                            : "the instance that writes did not answer; whether it was done is not"
                                    + " known: look before trying again");
        }
    }

    private static HttpRequest request(Call call, Endpoint endpoint, URI writer) {
        var request =
                HttpRequest.newBuilder(target(call, writer))
                        .header(HEADER, "1")
                        .method(endpoint.method(), body(call));
        for (String name : PASSED_ON) {
            call.headers().apply(name).forEach(value -> request.header(name, value));
        }
        return request.build();
    }

    private static URI target(Call call, URI writer) {
        try {
            return new URI(writer + call.target());
        } catch (URISyntaxException e) {
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST,
                    "the address holds characters that must be percent-encoded");
        }
    }

    private static BodyPublisher body(Call call) {
        if (call.hasLines()) {
            return BodyPublishers.ofInputStream(call.body()::stream);
        }
        byte[] body = call.body().whole();
        return body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
    }

    /** Until it answers, or another is elected: then it won't. */
    private HttpResponse<byte[]> awaited(
            CompletableFuture<HttpResponse<byte[]>> answer, Standing standing, Call call)
            throws InterruptedException, ExecutionException, TimeoutException {
        long end = nanoTicker.getAsLong() + most(call).toNanos();
        while (true) {
            try {
                return answer.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (end - nanoTicker.getAsLong() < 0 || !election.standing().equals(standing)) {
                    throw e;
                }
            }
        }
    }

    private static Duration most(Call call) {
        return call.hasLines() ? MOST_LINES : MOST_ANSWERING;
    }

    private static boolean isUnsent(@Nullable Throwable failure) {
        return failure instanceof ConnectException
                || failure instanceof HttpConnectTimeoutException;
    }

    /** Neither the next try nor another instance changes that. */
    private static ProblemException untrusted(URI writer) {
        log.atError()
                .addKeyValue("writer", writer)
                .log(
                        "the certificate of the instance that writes is not trusted, or is for"
                                + " another name: let Java trust it here, by TOLLGATE_JAVA_OPTS="
                                + "-Djavax.net.ssl.trustStore=FILE, or set its"
                                + " TOLLGATE_ADMIN_ADVERTISED_URL there to what the certificate is"
                                + " for");
        return refused(
                ProblemType.WRITER_UNREACHABLE,
                "the certificate of the instance that writes, at "
                        + writer
                        + ", is not trusted here; nothing was done. The log says what to do");
    }

    private void awaitRead() throws InterruptedException {
        try {
            tables.awaitOthers(MOST_READING);
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("what was written elsewhere is not read yet");
        }
    }

    private static Answer answer(HttpResponse<byte[]> response) {
        var headers = new LinkedHashMap<String, String>();
        response.headers()
                .map()
                .forEach((name, values) -> {
                    if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                        headers.put(name, values.getFirst());
                    }
                });
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                response.body(),
                headers);
    }

    private static ProblemException refused(ProblemType type, String why) {
        return new ProblemException(type, why).with("Retry-After", "1");
    }
}
