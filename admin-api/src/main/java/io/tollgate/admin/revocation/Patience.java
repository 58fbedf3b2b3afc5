package io.tollgate.admin.revocation;

import io.tollgate.admin.http.Call;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a call waits for receipts: what {@code Prefer: wait=N} says (RFC 7240), a preference
 * that is ignored if it can't be understood.
 *
 * @param most for how long at most
 * @param preferred whether the call said so
 */
record Patience(Duration most, boolean preferred) {
    private static final Patience DEFAULT = new Patience(Duration.ofSeconds(1), false);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Pattern WAIT =
            Pattern.compile("(?:^|,)\\s*wait\\s*=\\s*\"?([0-9]{1,9})\"?\\s*(?:[,;]|$)");

    static Patience of(Call call) {
        return parse(call.headers().apply("Prefer"));
    }

    static Patience parse(List<String> prefer) {
        Matcher wait = WAIT.matcher(String.join(",", prefer));
        if (!wait.find()) {
            return DEFAULT;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(wait.group(1)));
        return new Patience(asked.compareTo(LONGEST) < 0 ? asked : LONGEST, true);
    }

    /** What the answer says was applied. */
    Optional<String> applied() {
        return preferred ? Optional.of("wait=" + most.toSeconds()) : Optional.empty();
    }
}
