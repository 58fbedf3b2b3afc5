package io.tollgate.edge.credential;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One parameter of a query as it came over the wire: found by its decoded name, however it was
 * escaped, and removable without touching the rest. Immutable and thread-safe.
 *
 * @param name decoded name
 */
public record QueryParameter(String name) {
    private static final int NOT_HEX = -1;

    /**
     * The parameter's decoded values, in order; a value that is not correctly escaped is null. What
     * is decoded are octets, each one character.
     */
    public List<@Nullable String> valuesIn(String rawQuery) {
        var values = new ArrayList<@Nullable String>(1);
        int start = 0;
        while (start <= rawQuery.length()) {
            int end = endOfPair(rawQuery, start);
            int equals = equalsSign(rawQuery, start, end);
            if (isNamed(rawQuery, start, equals)) {
                values.add(equals == end ? "" : decoded(rawQuery, equals + 1, end));
            }
            start = end + 1;
        }
        return values;
    }

    /** The query without the parameter, all else byte for byte; null if nothing else was in it. */
    public @Nullable String removedFrom(String rawQuery) {
        var rest = new StringBuilder(rawQuery.length());
        boolean removed = false;
        int start = 0;
        while (start <= rawQuery.length()) {
            int end = endOfPair(rawQuery, start);
            if (isNamed(rawQuery, start, equalsSign(rawQuery, start, end))) {
                removed = true;
            } else {
                rest.append(rawQuery, start, end).append('&');
            }
            start = end + 1;
        }
        if (!removed) {
            return rawQuery;
        }
        return rest.length() <= 1 ? null : rest.substring(0, rest.length() - 1);
    }

    private boolean isNamed(String query, int start, int end) {
        // Most names are as long as they look, and most differ in the first character.
        if (end - start < name.length()) {
            return false;
        }
        return (query.startsWith(name, start) && end - start == name.length())
                || name.equals(decoded(query, start, end));
    }

    private static int endOfPair(String query, int start) {
        int ampersand = query.indexOf('&', start);
        return ampersand < 0 ? query.length() : ampersand;
    }

    private static int equalsSign(String query, int start, int end) {
        // No further than the pair reaches: a query of nothing but & would cost its length squared.
        int equals = query.indexOf('=', start, end);
        return equals < 0 ? end : equals;
    }

    private static @Nullable String decoded(String text, int start, int end) {
        var decoded = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int octet = octet(text, i + 1, end);
                if (octet == NOT_HEX) {
                    return null;
                }
                decoded.append((char) octet);
                i += 2;
            } else {
                decoded.append(c == '+' ? ' ' : c);
            }
        }
        return decoded.toString();
    }

    private static int octet(String text, int start, int end) {
        if (start + 2 > end) {
            return NOT_HEX;
        }
        int high = hexDigit(text.charAt(start));
        int low = hexDigit(text.charAt(start + 1));
        return high < 0 || low < 0 ? NOT_HEX : high * 16 + low;
    }

    private static int hexDigit(char c) {
        // Character.digit also knows digits of other scripts.
        return c < 128 ? Character.digit(c, 16) : NOT_HEX;
    }
}
