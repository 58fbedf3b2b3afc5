package io.tollgate.admin.leak;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Fetches the list of keys over HTTP, without following anybody elsewhere. Thread-safe. */
final class HttpKeyList implements KeyList, AutoCloseable {
    private static final long MOST_BYTES = 256L * 1024;
    private static final int PATIENCE_SECONDS = 8;

    private final URI address;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(5))
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();

    HttpKeyList(URI address) {
        this.address = address;
    }

    @Override
    public byte[] fetch() throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(address)
                        .header("Accept", "application/json")
                        .header("User-Agent", "tollgate")
                        .build();
        var answer =
                client.sendAsync(
                        request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
        try {
            HttpResponse<byte[]> response = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (response.statusCode() != 200) {
                throw new IOException(address + " answered with status " + response.statusCode());
            }
            return response.body();
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException(address + " did not answer in time", e);
        } catch (ExecutionException e) {
            throw new IOException(address + " can't be read", e.getCause());
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
