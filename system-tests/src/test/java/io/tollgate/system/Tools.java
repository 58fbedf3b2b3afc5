package io.tollgate.system;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Programs of others that a test uses where they are; where CI runs, they must be there. */
final class Tools {
    private static final boolean CI = "true".equals(System.getenv("CI"));

    private Tools() {}

    /** What a tool says of itself; without the tool the test is skipped. */
    static String need(String... command) {
        try {
            Shell.Result result = Shell.run(Path.of("target"), command);
            return result.text() + result.errors();
        } catch (UncheckedIOException _) {
            return missing("there is no " + command[0] + " on the PATH");
        }
    }

    /** Ends the test for a reason that lies in the machine: skipped, but failed where CI runs. */
    static String missing(String reason) {
        return CI ? fail(reason) : abort(reason);
    }
}
