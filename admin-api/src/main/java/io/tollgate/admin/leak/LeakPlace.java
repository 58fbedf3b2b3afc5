package io.tollgate.admin.leak;

import io.tollgate.schemas.credentials.KeyForm;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the address of a leak to what may be kept and shown: scheme, host and path of an http
 * address. What may carry secrets (user, query, fragment, and a path with a key in it) is left out.
 */
final class LeakPlace {
    private static final int LONGEST = 200;
    private static final int LONGEST_READ = 2_000;
    private static final int ENCODED_AT_MOST = 5;

    private final List<KeyForm> forms;

    LeakPlace(List<KeyForm> forms) {
        this.forms = List.copyOf(forms);
    }

    /**
     * The address without secrets; empty if there is none.
     *
     * @param secrets what was reported, which must not be in it in any form
     */
    String of(String address, Collection<String> secrets) {
        try {
            URI uri = new URI(new URI(limited(address.strip())).toASCIIString());
            String scheme = lower(uri.getScheme());
            String host = lower(uri.getHost());
            if (!List.of("http", "https").contains(scheme)
                    || host.isEmpty()
                    || isTold(host, secrets)) {
                return "";
            }
            String path = uri.getRawPath() == null ? "" : uri.getRawPath();
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            String kept = isTold(path, secrets) ? "/…" : path;
            return cut(scheme + "://" + host + port + kept);
        } catch (URISyntaxException e) {
            return "";
        }
    }

    private boolean isTold(String part, Collection<String> secrets) {
        String plain = decoded(part);
        // Also where signs stand between its letters, or its case was changed.
        String letters = letters(plain);
        return secrets.stream().map(LeakPlace::letters).anyMatch(letters::contains)
                || !KeyFinder.in(plain, forms).isEmpty();
    }

    private static String decoded(String part) {
        String text = part;
        for (int i = 0; i < ENCODED_AT_MOST; i++) {
            String next = decodedOnce(text);
            if (next.equals(text)) {
                return text;
            }
            text = next;
        }
        return text;
    }

    private static String decodedOnce(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private static String letters(String text) {
        return text.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }

    private static String limited(String address) throws URISyntaxException {
        if (address.length() > LONGEST_READ) {
            throw new URISyntaxException("", "too long");
        }
        return address;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }
}
