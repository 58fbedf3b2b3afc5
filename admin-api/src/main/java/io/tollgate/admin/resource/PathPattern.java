package io.tollgate.admin.resource;

import java.util.regex.Pattern;

/**
 * The grammar of a route's path: {@code /}, or segments that are literal, {@code *} for any one, or
 * at the end {@code **} for any number of them. Literal segments hold the characters that RFC 3986
 * allows in a path unencoded, and are not dots alone, since no request reaches us with such a path.
 */
final class PathPattern {
    static final String RULE =
            "must be /, or segments each after a /: literal, * for one of any kind, or ** at the end"
                    + " for any number, such as /v1/*/items or /v1/**";

    private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9._~!$&'()+,;=:@-]+");
    private static final int LONGEST = 1_000;

    private PathPattern() {}

    /** Whether a text is a path pattern. */
    static boolean isValid(String text) {
        if (text.equals("/")) {
            return true;
        }
        if (!text.startsWith("/") || text.length() > LONGEST) {
            return false;
        }
        String[] segments = text.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            String segment = segments[i];
            if (!segment.equals("*") && !(last && segment.equals("**")) && !literal(segment)) {
                return false;
            }
        }
        return true;
    }

    private static boolean literal(String segment) {
        return LITERAL.matcher(segment).matches() && !segment.equals(".") && !segment.equals("..");
    }
}
