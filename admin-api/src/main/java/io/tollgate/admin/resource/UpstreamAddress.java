package io.tollgate.admin.resource;

import java.net.URI;
import java.net.URISyntaxException;

/** What may be named as an upstream: an http or https address of a server, with a path at most. */
final class UpstreamAddress {
    static final String RULE =
            "must be an http or https address of a server, such as http://localhost:9000";

    private UpstreamAddress() {}

    /** Whether a text is such an address. */
    static boolean isValid(String text) {
        try {
            URI uri = new URI(text);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getPort() != 0
                    && uri.getPort() <= 65_535
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
