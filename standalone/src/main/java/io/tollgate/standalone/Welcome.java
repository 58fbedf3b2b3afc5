package io.tollgate.standalone;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * What the quick start says when it is up: where everything listens, and commands to try.
 *
 * @param data the data directory, as the user named it
 * @param edges ports of the public doors; each private door is one above
 * @param ownUpstream whether the upstream is the user's and not the demo's
 */
record Welcome(
        Path data,
        List<Integer> edges,
        int adminPort,
        String kafka,
        URI upstream,
        boolean ownUpstream,
        DemoContent.DemoKey key) {

    /** The whole text. */
    String text() {
        var text =
                new StringBuilder(
                        "\nTollgate is up. Everything runs in this process and keeps its data in "
                                + data
                                + ".\n\n");
        for (int i = 0; i < edges.size(); i++) {
            text.append(
                    "  %-10s http://localhost:%d   (private door: http://localhost:%d/health/ready, /metrics)%n"
                            .formatted("edge-" + (i + 1), edges.get(i), edges.get(i) + 1));
        }
        text.append(
                "  %-10s http://localhost:%d   (token in %s)%n"
                        .formatted("admin API", adminPort, data.resolve("admin-token")));
        text.append("  %-10s %s%n".formatted("Kafka", kafka));
        text.append(
                "  %-10s %s%s%n"
                        .formatted(
                                "upstream",
                                upstream,
                                ownUpstream ? "" : "   (a demo that echoes)"));
        text.append(key.state().equals("ACTIVE") ? commands() : spentKey());
        text.append("\nCtrl-C stops it. The next start finds everything as it was.\n");
        return text.toString();
    }

    private String commands() {
        return """

        Try it:

          # a request with the demo key is let in
          curl -i %1$s/hello -H "Authorization: Bearer $(cat %2$s)"

          # the plan "free" has 10 requests a minute for the whole fleet: the rest gets 429
          for i in $(seq 12); do curl -s -o /dev/null -w '%%{http_code} ' %3$s/hello \\
            -H "Authorization: Bearer $(cat %2$s)"; done; echo

          # what was counted
          curl -s "%4$s/v1/usage?keyId=%5$s&window=minute" \\
            -H "Authorization: Bearer $(cat %6$s)"

          # end the key, on every edge; the answer says since when each one refuses it
          curl -s %4$s/v1/revocations -H "Authorization: Bearer $(cat %6$s)" \\
            -H "Content-Type: application/json" \\
            -d '{"target": {"keyId": "%5$s"}, "action": "REVOKE", "reason": "trying it out"}'

          # 401 from now on
          curl -i %1$s/hello -H "Authorization: Bearer $(cat %2$s)"
        """
                .formatted(
                        edge(),
                        key.file(),
                        anyEdge(),
                        admin(),
                        key.id(),
                        data.resolve("admin-token"));
    }

    private String spentKey() {
        return """

        The demo key %1$s is %2$s. For a new one, remove %3$s and start again, or issue a key yourself:

          curl -s %4$s/v1/keys -H "Authorization: Bearer $(cat %5$s)" \\
            -H "Content-Type: application/json" -d '{"ownerId": "demo", "planId": "free", "environment": "live", "name": "my key"}'
        """
                .formatted(key.id(), key.state(), key.file(), admin(), data.resolve("admin-token"));
    }

    private String edge() {
        return "http://localhost:" + edges.getFirst();
    }

    /**
     * An address that takes the edges in turn where there are several; their ports are two apart.
     */
    private String anyEdge() {
        return edges.size() == 1
                ? edge()
                : "http://localhost:$((%d + 2 * (i %% %d)))"
                        .formatted(edges.getFirst(), edges.size());
    }

    private String admin() {
        return "http://localhost:" + adminPort;
    }
}
