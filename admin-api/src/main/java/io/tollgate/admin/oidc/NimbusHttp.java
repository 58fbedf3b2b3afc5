package io.tollgate.admin.oidc;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Fetches what an issuer publishes, within bounds, and follows nobody elsewhere. Thread-safe. */
final class NimbusHttp implements ResourceRetriever, AutoCloseable {
    private static final long MOST_BYTES = 256L * 1024;

    private final Duration patience;
    private final HttpClient client;

    NimbusHttp(Duration patience) {
        this.patience = patience;
        this.client =
                HttpClient.newBuilder()
                        .connectTimeout(patience)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    @Override
    public Resource retrieveResource(URL url) throws IOException {
        URI address = URI.create(url.toString());
        var request =
                HttpRequest.newBuilder(address)
                        .header("Accept", "application/json")
                        .header("User-Agent", "tollgate")
                        .build();
        var answer =
                client.sendAsync(
                        request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
        try {
            HttpResponse<byte[]> response = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException(address + " answered with status " + response.statusCode());
            }
            return new Resource(
                    new String(response.body(), StandardCharsets.UTF_8), "application/json");
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException(address + " did not answer in time", e);
        } catch (ExecutionException e) {
            throw new IOException(address + " can't be read", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(address + " was not waited for");
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
