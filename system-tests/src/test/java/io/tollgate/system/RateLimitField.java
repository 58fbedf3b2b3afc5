package io.tollgate.system;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code RateLimit} and {@code RateLimit-Policy} as a client does that knows the draft: a
 * list of strings with whole-number parameters (RFC 9651), and nothing else.
 */
final class RateLimitField {
    private static final Pattern MEMBER =
            Pattern.compile("\\s*\"([ !#-\\[\\]-~]+)\"((?:;\\s*[a-z]+=\\d{1,15})+)\\s*");
    private static final Pattern PARAMETER = Pattern.compile(";\\s*([a-z]+)=(\\d+)");

    private RateLimitField() {}

    /** The parameters of each limit, by its name. */
    static Map<String, Map<String, Long>> parse(String value) {
        var limits = new LinkedHashMap<String, Map<String, Long>>();
        for (String member : value.split(",", -1)) {
            Matcher matcher = MEMBER.matcher(member);
            if (!matcher.matches()) {
                throw new AssertionError("not a member of a list of RFC 9651: " + member);
            }
            var parameters = new LinkedHashMap<String, Long>();
            Matcher parameter = PARAMETER.matcher(matcher.group(2));
            while (parameter.find()) {
                parameters.put(parameter.group(1), Long.valueOf(parameter.group(2)));
            }
            limits.put(matcher.group(1), parameters);
        }
        return limits;
    }
}
