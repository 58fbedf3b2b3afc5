package io.tollgate.admin.leak;

import io.tollgate.schemas.Environment;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is done about keys that leaked, by who says so and by the key's environment.
 *
 * @param suspendFor how long a suspension lasts
 */
public record LeakPolicy(
        LeakAction githubLive,
        LeakAction githubTest,
        LeakAction formLive,
        LeakAction formTest,
        Duration suspendFor) {

    /** What is done about a key; one of an environment that we don't know counts as live. */
    LeakAction actionFor(Via via, Environment environment) {
        boolean test = environment == Environment.TEST;
        return switch (via) {
            case GITHUB -> test ? githubTest : githubLive;
            case FORM -> test ? formTest : formLive;
        };
    }

    /** When that ends by itself; empty if it does not. */
    Optional<Instant> end(LeakAction action, Instant now) {
        return switch (action) {
            case REVOKE -> Optional.empty();
            case SUSPEND -> Optional.of(now.plus(suspendFor));
        };
    }
}
