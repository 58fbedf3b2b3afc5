package io.tollgate.admin.security;

import java.net.URI;
import java.util.Optional;

/** The form of the URLs that webhooks go to; where they lead is looked at when one is sent. */
public final class WebhookUrl {
    /** What is right, for messages. */
    public static final String RULE =
            "must be a URL such as https://hooks.acme.example/tollgate, without user and fragment";

    private static final int MOST_CHARACTERS = 2_000;

    private WebhookUrl() {}

    /** Reads a URL, if it has the form. */
    public static Optional<URI> parse(String text) {
        try {
            URI url = URI.create(text);
            String scheme = url.getScheme();
            boolean right =
                    text.length() <= MOST_CHARACTERS
                            && ("https".equalsIgnoreCase(scheme) || "http".equalsIgnoreCase(scheme))
                            && url.getHost() != null
                            && url.getRawUserInfo() == null
                            && url.getRawFragment() == null
                            && url.getPort() != 0
                            && url.getPort() <= 65_535;
            return right ? Optional.of(url) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
