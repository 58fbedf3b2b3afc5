package io.tollgate.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.embedded.testing.TestBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** An instance of the admin API on a test's broker, spoken to as any client would. */
final class AdminUnderTest implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private final Admin admin;
    private final String token;

    /** Where it listens or listened: a stopped instance knows it no more. */
    private final int port;

    private AdminUnderTest(Admin admin, String token) {
        this.admin = admin;
        this.token = token;
        this.port = admin.port();
    }

    static AdminUnderTest start(TestBroker broker, Path dataDir) throws Exception {
        return start(broker, dataDir, Map.of());
    }

    static AdminUnderTest start(TestBroker broker, Path dataDir, Map<String, String> more)
            throws Exception {
        var settings = settings(broker, dataDir, more);
        Admin admin = Admin.start(settings);
        return new AdminUnderTest(admin, Files.readString(settings.tokenFile()).strip());
    }

    static AdminSettings settings(TestBroker broker, Path dataDir, Map<String, String> more) {
        var environment = new HashMap<String, String>();
        environment.put("TOLLGATE_ADMIN_PORT", "0");
        environment.put("TOLLGATE_ADMIN_DATA_DIR", dataDir.toString());
        environment.put("TOLLGATE_ADMIN_TOPIC_PREFIX", broker.prefix());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        environment.putAll(more);
        return AdminSettings.from(environment);
    }

    /**
     * Settings of an instance that has the files of secrets in a directory in common with others;
     * they are made if they are missing.
     */
    static Map<String, String> sharing(Path secrets) throws Exception {
        if (Files.notExists(secrets.resolve("pepper"))) {
            Secrets.create(secrets, new SecureRandom());
        }
        var settings = new HashMap<String, String>();
        settings.put("TOLLGATE_ADMIN_PEPPER_FILE", secrets.resolve("pepper").toString());
        settings.put("TOLLGATE_ADMIN_TOKEN_FILE", secrets.resolve("admin-token").toString());
        settings.put("TOLLGATE_ADMIN_MASTER_KEY_FILE", secrets.resolve("master-key").toString());
        return settings;
    }

    int port() {
        return port;
    }

    int leakPort() {
        return admin.leakPort().orElseThrow();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + token);
    }

    HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE());
    }

    HttpResponse<String> post(String path, String body, String... headers)
            throws IOException, InterruptedException {
        return send(with(request(path), headers).POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> put(String path, String body, String... headers)
            throws IOException, InterruptedException {
        return send(with(request(path), headers).PUT(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> patch(String path, String body, String... headers)
            throws IOException, InterruptedException {
        var request = request(path).header("Content-Type", "application/merge-patch+json");
        return send(
                (headers.length == 0 ? request : request.headers(headers))
                        .method("PATCH", BodyPublishers.ofString(body)));
    }

    HttpResponse<String> importKeys(String batch, String lines)
            throws IOException, InterruptedException {
        return send(
                request("/v1/keys/import?batch=" + batch)
                        .header("Content-Type", "application/x-ndjson")
                        .POST(BodyPublishers.ofString(lines)));
    }

    /** Makes what keys need: the owner acme and the plan free. */
    void makeOwnerAndPlan() throws Exception {
        expect(
                201,
                post(
                        "/v1/owners",
                        """
                        {"id": "acme", "name": "Acme Ltd", "contact": {"email": "ops@acme.example"}}
                        """));
        expect(
                201,
                post(
                        "/v1/plans",
                        """
                        {"id": "free", "limits": [
                          {"name": "minute", "amount": 10, "window": "PT1M", "kind": "rate", "scope": "key"},
                          {"name": "day", "amount": 100, "window": "P1D", "kind": "quota", "scope": "owner"}]}
                        """));
    }

    JsonNode makeKey() throws Exception {
        return expect(
                201,
                post(
                        "/v1/keys",
                        """
                        {"ownerId": "acme", "planId": "free", "environment": "live", "name": "batch job"}
                        """));
    }

    /** The body of an answer that has a status. */
    static JsonNode expect(int status, HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() != status) {
            throw new AssertionError(
                    "expected " + status + ", got " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    @Override
    public void close() {
        admin.close();
    }

    private static HttpRequest.Builder with(HttpRequest.Builder request, String... headers) {
        request.header("Content-Type", "application/json");
        return headers.length == 0 ? request : request.headers(headers);
    }

    /** What an import knows a secret by. */
    static String sha256(String secret) {
        try {
            byte[] bytes = secret.getBytes(StandardCharsets.US_ASCII);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
