package io.tollgate.admin.explain;

import io.tollgate.admin.http.JsonFields;
import io.tollgate.admin.http.Shape;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A request that is to be explained.
 *
 * @param keyId a key that it carries as it should be
 * @param secret what it carries, whether that is a key or not; never together with a key's id
 */
record ExplainBody(
        Optional<String> keyId,
        Optional<String> secret,
        String method,
        String host,
        String path,
        Optional<InetAddress> source) {
    private static final Pattern METHOD = Pattern.compile("[A-Za-z-]{1,20}");
    private static final int LONGEST_SECRET = 1_000;
    private static final int LONGEST_PATH = 8_000;
    private static final int LONGEST_HOST = 255;

    static ExplainBody read(JsonFields fields) {
        var body =
                new ExplainBody(
                        fields.optional("keyId", Shape.text(1, 100)),
                        fields.optional("secret", Shape.text(1, LONGEST_SECRET)),
                        fields.required("method", Shape.matching(METHOD, "must be an HTTP method"))
                                .toUpperCase(Locale.ROOT),
                        fields.optional("host", Shape.text(0, LONGEST_HOST)).orElse(""),
                        fields.required("path", Shape.text(1, LONGEST_PATH)),
                        fields.optional("source", address()));
        if (body.keyId().isPresent() && body.secret().isPresent()) {
            fields.reject("secret", "must not be given together with keyId");
        }
        return body;
    }

    /** Without what may be a secret, nor the path, which may carry one. */
    @Override
    public String toString() {
        return "ExplainBody[" + method + "]";
    }

    private static Shape<InetAddress> address() {
        return new Shape<>(
                "must be an IP address, such as 192.0.2.1",
                InetAddress.getLoopbackAddress(),
                node ->
                        node.isTextual()
                                ? Optional.of(InetAddress.ofLiteral(node.textValue()))
                                : Optional.empty());
    }
}
