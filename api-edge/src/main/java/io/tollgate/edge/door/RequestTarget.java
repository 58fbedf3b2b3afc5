package io.tollgate.edge.door;

import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpURI;
import org.jspecify.annotations.Nullable;

/**
 * What a request is for, in a form that we and the server behind can't read differently: paths that
 * some servers resolve and others do not are refused. Immutable.
 *
 * @param host in lower case and without a port, empty if none was named
 * @param rawPath as the client wrote it
 * @param path decoded
 * @param rawQuery as the client wrote it, null if there was none
 */
public record RequestTarget(String host, String rawPath, String path, @Nullable String rawQuery) {
    private static final Pattern AMBIGUOUS_ESCAPE =
            Pattern.compile("%(?:2[eEfF5]|5[cC]|[01][0-9a-fA-F]|7[fF])");

    /** What is not a target that we take; cheap to make, since clients decide how often it is. */
    public static final class UnusableTargetException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String rule;

        UnusableTargetException(String rule) {
            super(rule, null, false, false);
            this.rule = rule;
        }

        /** What is wrong, for the client. */
        public String rule() {
            return rule;
        }
    }

    /** The target of a request as Jetty parsed it. */
    static RequestTarget of(HttpURI uri, String host) throws UnusableTargetException {
        String rawPath = uri.getPath() == null ? "" : uri.getPath();
        checkPath(rawPath);
        checkVisible(uri.getQuery() == null ? "" : uri.getQuery(), "query");
        String path = uri.getDecodedPath();
        if (path == null) {
            throw new UnusableTargetException("The path is not validly escaped.");
        }
        return new RequestTarget(host.toLowerCase(Locale.ROOT), rawPath, path, uri.getQuery());
    }

    /** The target that a proxy tells of: a path with or without a query, and a host. */
    public static RequestTarget parse(String pathAndQuery, String hostAndPort)
            throws UnusableTargetException {
        checkVisible(pathAndQuery, "path");
        if (!pathAndQuery.startsWith("/")) {
            throw new UnusableTargetException("The path must begin with a slash.");
        }
        try {
            HttpURI uri = HttpURI.from(pathAndQuery);
            if (uri.hasViolations() || uri.getFragment() != null) {
                throw new UnusableTargetException("The path is ambiguous or not validly escaped.");
            }
            return of(uri, withoutPort(hostAndPort));
        } catch (IllegalArgumentException _) {
            throw new UnusableTargetException("The path is not validly escaped.");
        }
    }

    private static void checkPath(String path) throws UnusableTargetException {
        if (!path.startsWith("/")) {
            throw new UnusableTargetException("The path must begin with a slash.");
        }
        checkVisible(path, "path");
        if (path.contains("//")) {
            throw new UnusableTargetException("The path must not have empty segments.");
        }
        if (path.indexOf(';') >= 0 || path.indexOf('\\') >= 0) {
            throw new UnusableTargetException("The path must not have a semicolon or a backslash.");
        }
        if (path.indexOf('%') >= 0 && AMBIGUOUS_ESCAPE.matcher(path).find()) {
            throw new UnusableTargetException(
                    "The path must not have an escaped dot, slash, backslash, percent sign or"
                            + " control character.");
        }
        if (hasDotSegment(path)) {
            throw new UnusableTargetException("The path must not have the segments . or ..");
        }
    }

    private static boolean hasDotSegment(String path) {
        int dot = path.indexOf("/.");
        while (dot >= 0) {
            int end = path.startsWith("/..", dot) ? dot + 3 : dot + 2;
            if (end == path.length() || path.charAt(end) == '/') {
                return true;
            }
            dot = path.indexOf("/.", dot + 1);
        }
        return false;
    }

    private static void checkVisible(String text, String part) throws UnusableTargetException {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                throw new UnusableTargetException(
                        "The " + part + " must be visible ASCII; escape everything else.");
            }
        }
    }

    private static String withoutPort(String hostAndPort) {
        int colon = hostAndPort.indexOf(':', hostAndPort.indexOf(']') + 1);
        return colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
    }

    /** The path as the server behind is to see it, as the client wrote it but for a prefix. */
    String rawPathWithout(String prefix) {
        if (prefix.isEmpty() || !startsWithSegments(prefix)) {
            return rawPath;
        }
        // Both forms have the same segments, since what could differ was refused.
        int cut = 0;
        for (long left = segments(prefix); left > 0; left--) {
            int next = rawPath.indexOf('/', cut + 1);
            cut = next < 0 ? rawPath.length() : next;
        }
        return cut == rawPath.length() ? "/" : rawPath.substring(cut);
    }

    private boolean startsWithSegments(String prefix) {
        String whole = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
        return path.startsWith(whole)
                && (path.length() == whole.length() || path.charAt(whole.length()) == '/');
    }

    private static long segments(String prefix) {
        String whole = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
        return whole.chars().filter(c -> c == '/').count();
    }
}
