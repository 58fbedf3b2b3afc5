package io.tollgate.edge.door;

import io.tollgate.schemas.Cors;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** What a route tells browsers whose page is of another origin. */
final class CrossOrigin {
    private static final String REQUEST_METHOD = "Access-Control-Request-Method";
    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
    private static final String EXPOSED =
            "RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate";
    private static final HttpField VARY = new HttpField(HttpHeader.VARY, "Origin");
    private static final int NO_CONTENT = 204;

    private CrossOrigin() {}

    /** The method that a preflight asks about, null if the request is no preflight. */
    static @Nullable String preflightFor(String method, HttpFields fields) {
        return HttpMethod.OPTIONS.is(method) && fields.contains(HttpHeader.ORIGIN)
                ? fields.get(REQUEST_METHOD)
                : null;
    }

    /** Answers a preflight: with what is allowed, or without saying anything. */
    static Answer preflight(Cors cors, HttpFields request) {
        var fields = new ArrayList<HttpField>();
        fields.add(VARY);
        String origin = allowed(cors, request);
        if (origin != null) {
            fields.add(new HttpField(ALLOW_ORIGIN, origin));
            fields.add(
                    new HttpField(
                            "Access-Control-Allow-Methods", String.join(", ", cors.getMethods())));
            if (!cors.getHeaders().isEmpty()) {
                fields.add(
                        new HttpField(
                                "Access-Control-Allow-Headers",
                                String.join(", ", cors.getHeaders())));
            }
            fields.add(
                    new HttpField(
                            "Access-Control-Max-Age", String.valueOf(cors.getMaxAgeSeconds())));
        }
        return new Answer(NO_CONTENT, fields, new byte[0]);
    }

    /** Fields that let a page read an answer; none if its origin may not. */
    static List<HttpField> readable(@Nullable Cors cors, HttpFields request) {
        String origin = cors == null ? null : allowed(cors, request);
        return origin == null
                ? List.of()
                : List.of(
                        new HttpField(ALLOW_ORIGIN, origin),
                        new HttpField("Access-Control-Expose-Headers", EXPOSED),
                        VARY);
    }

    private static @Nullable String allowed(Cors cors, HttpFields request) {
        String origin = request.get(HttpHeader.ORIGIN);
        if (origin == null) {
            return null;
        }
        if (cors.getOrigins().contains("*")) {
            return "*";
        }
        return cors.getOrigins().contains(origin) ? origin : null;
    }
}
