package io.tollgate.admin.notice;

import io.tollgate.admin.notice.WebhookGuard.RefusedAddressException;
import io.tollgate.schemas.Notification;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends webhooks after the Standard Webhooks specification, 1.0.0. Redirects are not followed,
 * cookies not kept, answers not read beyond their status. Thread-safe.
 */
final class JettyWebhooks implements Courier<Address.Webhook>, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JettyWebhooks.class);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration MOST_ASKED_FOR = Duration.ofDays(1);

    private final SslContextFactory.Client tls = new SslContextFactory.Client();
    private final HttpClient client = new HttpClient();
    private final WebhookGuard guard;
    private final InstantSource clock;
    private final Duration patience;

    private JettyWebhooks(
            WebhookGuard guard, Authorities authorities, InstantSource clock, Duration patience) {
        this.guard = guard;
        // Connects to the address that was checked, and still wants a certificate for the name.
        tls.setSslContext(authorities.context());
        this.clock = clock;
        this.patience = patience;
    }

    /** A client that waits for a whole exchange no longer than its patience. */
    static JettyWebhooks start(
            WebhookGuard guard, Authorities authorities, InstantSource clock, Duration patience) {
        var webhooks = new JettyWebhooks(guard, authorities, clock, patience);
        webhooks.start();
        return webhooks;
    }

    @Override
    public Outcome deliver(Notification notification, Address.Webhook to)
            throws InterruptedException {
        if (!guard.allowsScheme(to.url())) {
            return new Outcome.Refused("the URL is not https");
        }
        var answered = new CompletableFuture<Result>();
        Request request = request(notification, to);
        request.send(answered::complete);
        try {
            return outcome(answered.get(patience.toMillis() + 1_000, TimeUnit.MILLISECONDS));
        } catch (ExecutionException | TimeoutException e) {
            var _ = request.abort(e);
            return Outcome.failed("no answer in time");
        } catch (InterruptedException e) {
            var _ = request.abort(e);
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            client.stop();
        } catch (Exception e) {
            log.atWarn().setCause(e).log("the client of webhooks did not stop in order");
        }
    }

    private void start() {
        client.setName("webhooks");
        client.setSslContextFactory(tls);
        client.setConnectTimeout(CONNECT.toMillis());
        client.setIdleTimeout(patience.toMillis());
        client.setFollowRedirects(false);
        client.setMaxConnectionsPerDestination(8);
        client.setDestinationIdleTimeout(Duration.ofMinutes(1).toMillis());
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "Tollgate"));
        client.setSocketAddressResolver((host, port, _, promise) -> resolve(host, port, promise));
        try {
            client.start();
            client.getContentDecoderFactories().clear();
        } catch (Exception e) {
            throw new IllegalStateException("the client of webhooks does not start", e);
        }
    }

    private Request request(Notification notification, Address.Webhook to) {
        String id = notification.getNotificationId();
        long seconds = clock.instant().getEpochSecond();
        String body = notification.getBody();
        return client.newRequest(to.url())
                .method("POST")
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .followRedirects(false)
                .headers(headers ->
                        headers.put("webhook-id", id)
                                .put("webhook-timestamp", String.valueOf(seconds))
                                .put("webhook-signature", to.secret().sign(id, seconds, body)))
                .body(
                        new BytesRequestContent(
                                "application/json", body.getBytes(StandardCharsets.UTF_8)));
    }

    /** Looks a host up on another thread: that can take long, and only the exchange may wait. */
    private void resolve(String host, int port, Promise<List<InetSocketAddress>> promise) {
        client.getExecutor()
                .execute(() -> {
                    try {
                        promise.succeeded(guard.resolve(host, port));
                    } catch (UnknownHostException | RefusedAddressException | RuntimeException e) {
                        promise.failed(e);
                    }
                });
    }

    private Outcome outcome(Result result) {
        Response response = result.getResponse();
        // A receiver may answer before it has read everything; its word counts.
        if (response != null && response.getStatus() > 0) {
            return outcome(response);
        }
        Throwable failure = result.getFailure();
        if (Authorities.refused(failure)) {
            return Outcome.failed(Outcome.WRONG_CERTIFICATE);
        }
        return caused(failure, RefusedAddressException.class)
                ? Outcome.failed("the host has an internal address, which is not allowed")
                : Outcome.failed(
                        failure == null ? "no answer" : failure.getClass().getSimpleName());
    }

    private static Outcome outcome(Response response) {
        int status = response.getStatus();
        if (status >= 200 && status < 300) {
            return new Outcome.Delivered();
        }
        if (status == 410) {
            return new Outcome.Gone();
        }
        return new Outcome.Failed(
                "answered " + status, asked(response.getHeaders().get(HttpHeader.RETRY_AFTER)));
    }

    private static Duration asked(@Nullable String retryAfter) {
        if (retryAfter == null || !retryAfter.strip().matches("[0-9]{1,9}")) {
            return Duration.ZERO;
        }
        var asked = Duration.ofSeconds(Long.parseLong(retryAfter.strip()));
        return asked.compareTo(MOST_ASKED_FOR) < 0 ? asked : MOST_ASKED_FOR;
    }

    private static boolean caused(@Nullable Throwable failure, Class<? extends Throwable> type) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return true;
            }
        }
        return false;
    }
}
