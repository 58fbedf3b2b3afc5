package io.tollgate.admin.http;

import java.util.Arrays;
import java.util.Optional;

/** Entity tags, and what a call demands of them (RFC 9110, 13.1). */
public final class Preconditions {
    private Preconditions() {}

    /** The tag of a version. */
    public static String tag(Object version) {
        return "\"" + version + "\"";
    }

    /**
     * Refuses a call whose If-Match names other versions than the present one.
     *
     * @throws ProblemException if it does, or is not a list of entity tags
     */
    public static void check(Call call, Object version) {
        Optional<String> demanded = call.header("If-Match").map(String::strip);
        if (demanded.isEmpty() || demanded.get().equals("*")) {
            return;
        }
        String[] tags = demanded.get().split("\\s*,\\s*");
        if (!Arrays.stream(tags).allMatch(tag -> tag.matches("(W/)?\"[\\x21\\x23-\\x7e]*\""))) {
            throw new ProblemException(
                    ProblemType.INVALID_HEADER,
                    "If-Match must be the ETag of an answer before, in its quotes, or *");
        }
        if (!Arrays.asList(tags).contains(tag(version))) {
            throw new ProblemException(
                            ProblemType.STALE_VERSION,
                            "it was changed meanwhile: the version is now "
                                    + tag(version)
                                    + "; read it again")
                    .with("ETag", tag(version));
        }
    }
}
