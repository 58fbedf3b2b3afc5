package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;

/**
 * One edge of an installation, as clients and gateways see it.
 *
 * @param port of the public door
 * @param privatePort of the private door
 */
record Edge(int port, int privatePort, Program program) {
    /** A path that a route leads to. */
    static final String SERVED = "/api/hello";

    /** A path that no route leads to: a key that is good is told so, and nothing is charged. */
    static final String NOWHERE = "/nowhere";

    String name() {
        return program.name();
    }

    /** Uses a key once through the reverse proxy. */
    Answer use(String secret) {
        return Call.get(SERVED, bearer(secret)).to(port);
    }

    /** Asks about a key as nginx does for a request that it holds. */
    Answer ask(String secret) {
        return asked(SERVED, bearer(secret)).to(privatePort);
    }

    /** Whether the edge knows a key and would let it use what there is. */
    boolean knows(String secret) {
        return Call.get(NOWHERE, bearer(secret)).to(port).status() == 404;
    }

    /** What nginx asks about a request. */
    static Call asked(String target, String... fields) {
        return Call.get("/authz/nginx", fields)
                .with("X-Original-Method: GET")
                .with("X-Original-Host: localhost")
                .with("X-Original-URI: " + target)
                .with("X-Real-IP: 127.0.0.1");
    }

    static String bearer(String secret) {
        return "Authorization: Bearer " + secret;
    }

    /** Whether anybody answers on both doors. */
    boolean listens() {
        try {
            return Call.get("/health/live").to(privatePort).status() == 200
                    && Call.get(NOWHERE).to(port).status() > 0;
        } catch (UncheckedIOException _) {
            return false;
        }
    }

    /** What a gauge or counter says that comes without labels, or with these. */
    double metric(String name) {
        return Call.get("/metrics")
                .to(privatePort)
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name() + " has no metric " + name));
    }

    boolean isReady() {
        return isReady(privatePort);
    }

    /** Whether the program behind a port says that it is ready. */
    static boolean isReady(int port) {
        try {
            return Call.get("/health/ready").to(port).status() == 200;
        } catch (UncheckedIOException _) {
            return false;
        }
    }

    void assertAdmits(String secret) {
        assertThat(use(secret)).as(name()).extracting(Answer::status).isEqualTo(200);
    }

    void assertRefuses(String secret) {
        Answer answer = use(secret);
        assertThat(answer.status()).as("%s: %s", name(), answer).isEqualTo(401);
        JsonNode problem = answer.json();
        assertThat(problem.path("type").asText()).isEqualTo("urn:tollgate:problem:invalid-key");
    }
}
