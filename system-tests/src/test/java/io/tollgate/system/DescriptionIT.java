package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a linter of others says of the admin API's description. */
class DescriptionIT {
    private static final Path OURS =
            Path.of("..", "admin-api/src/main/resources/io/tollgate/admin/openapi.yaml");

    @TempDir Path directory;

    @Test
    void keepsTheRulesThatGeneratorsOfClientsRelyOn() throws Exception {
        Path linter = directory.resolve("lint");
        NodePackage.install("lint", linter);

        Shell.Result result =
                Shell.run(
                        linter,
                        "env",
                        "REDOCLY_TELEMETRY=off",
                        "REDOCLY_SUPPRESS_UPDATE_NOTICE=true",
                        "node_modules/.bin/redocly",
                        "lint",
                        "--format=stylish",
                        OURS.toAbsolutePath().normalize().toString());

        assertThat(result.exit()).as("%s", result.text()).isZero();
        assertThat(result.text() + result.errors()).doesNotContain("warning  ");
    }
}
