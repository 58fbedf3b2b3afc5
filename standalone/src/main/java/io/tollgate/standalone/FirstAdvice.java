package io.tollgate.standalone;

import io.tollgate.admin.Secrets;
import java.nio.file.Path;
import java.util.List;

/**
 * What an operator is told once, when the secrets of an installation are made: where they lie, and
 * what comes before production.
 *
 * @param secrets the files that were made now; where there are none, there is nothing to tell
 */
record FirstAdvice(List<Path> secrets) {
    private static final String BEFORE_PRODUCTION =
            """

            To try Tollgate, nothing has to be decided. Before production:

              - keep copies of pepper and master-key, apart from copies of Kafka and of edges' disks
              - make operators of their own ("tollgate operators create"), then withdraw the first token
              - give the public door a certificate, put a proxy with TLS in front of the admin API, and run a Kafka
                that asks who comes
              - set TOLLGATE_EDGE_PRODUCTION=true and TOLLGATE_ADMIN_PRODUCTION=true: what is too weak then stops the
                start and says why

            "Before production" in docs/operating.md says how.

            """;

    /** The text; empty if nothing was made now. */
    String text() {
        if (secrets.isEmpty()) {
            return "";
        }
        var text =
                new StringBuilder(
                        "\nSecrets were made just now, in files that only you can read. This is told once.\n\n");
        int width = secrets.stream().mapToInt(path -> path.toString().length()).max().orElseThrow();
        for (Path secret : secrets) {
            text.append(
                    ("  %-" + width + "s   %s\n")
                            .formatted(secret, purpose(String.valueOf(secret.getFileName()))));
        }
        return text.append(BEFORE_PRODUCTION).toString();
    }

    private static String purpose(String name) {
        return switch (name) {
            case Secrets.PEPPER ->
                    "goes into every key's hash: without it all keys must be issued anew";
            case Secrets.ADMIN_TOKEN ->
                    "the first operator's token, for the admin API and for commands";
            case Secrets.MASTER_KEY ->
                    "encrypts personal data of owners: without it that can't be read";
            default -> throw new IllegalArgumentException("no such secret: " + name);
        };
    }
}
