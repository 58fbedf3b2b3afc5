package io.tollgate.edge.door;

import io.tollgate.edge.door.RequestTarget.UnusableTargetException;
import io.tollgate.edge.table.SourceRange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * The gateways that can ask us before they let a request through, each with its own contract: what
 * it tells of the original request, and which answers it can pass on.
 */
enum Gateway {
    /**
     * {@code auth_request}: tells nothing by itself, so that its configuration sets {@code
     * X-Original-Method}, {@code X-Original-Host}, {@code X-Original-URI} and {@code X-Real-IP}. It
     * passes on 401 and 403 and turns all others, 429 too, into 500; therefore other refusals are
     * answered 403 with the true status in {@code X-Tollgate-Status}.
     */
    NGINX {
        @Override
        OriginalRequest original(Request request, String rest, List<SourceRange> trusted)
                throws UnusableTargetException {
            return byOriginalFields(request.getHeaders());
        }

        @Override
        Answer shape(Answer answer) {
            if (answer.status() < 300 || answer.status() == 401 || answer.status() == 403) {
                return answer;
            }
            var status = UnlistedField.of("X-Tollgate-Status", String.valueOf(answer.status()));
            return answer.withStatus(403).with(List.of(status));
        }
    },
    /** {@code ForwardAuth}: tells by {@code X-Forwarded-*} and passes any answer on as it is. */
    TRAEFIK {
        @Override
        OriginalRequest original(Request request, String rest, List<SourceRange> trusted)
                throws UnusableTargetException {
            return byForwardedFields(request.getHeaders(), trusted);
        }
    },
    /** {@code forward_auth}: tells by {@code X-Forwarded-*} and passes any answer on as it is. */
    CADDY {
        @Override
        OriginalRequest original(Request request, String rest, List<SourceRange> trusted)
                throws UnusableTargetException {
            return byForwardedFields(request.getHeaders(), trusted);
        }
    },
    /**
     * {@code ext_authz} over HTTP: sends the original method and host as its own, and the original
     * path below ours. Its configuration must let {@code x-forwarded-for} and {@code x-api-key}
     * through to us. It lets pass on 200 only, and takes 5xx for a failure of ours.
     */
    ENVOY {
        @Override
        OriginalRequest original(Request request, String rest, List<SourceRange> trusted)
                throws UnusableTargetException {
            HttpFields fields = request.getHeaders();
            String query = request.getHttpURI().getQuery();
            String path = (rest.isEmpty() ? "/" : rest) + (query == null ? "" : '?' + query);
            return new OriginalRequest(
                    request.getMethod(),
                    RequestTarget.parse(path, one(fields, "Host")),
                    forwardedFor(fields, trusted));
        }
    },
    /** Our Lua action, which tells as nginx is set up to and passes any answer on as it is. */
    HAPROXY {
        @Override
        OriginalRequest original(Request request, String rest, List<SourceRange> trusted)
                throws UnusableTargetException {
            return byOriginalFields(request.getHeaders());
        }
    };

    private static final String PREFIX = "/authz/";

    /**
     * Reads the original request from what this gateway sends, and from nothing else.
     *
     * @param rest the path below ours
     * @throws UnusableTargetException if something is missing or not valid; the message names it
     */
    abstract OriginalRequest original(Request request, String rest, List<SourceRange> trusted)
            throws UnusableTargetException;

    /** The answer as this gateway can pass it on. */
    Answer shape(Answer answer) {
        return answer;
    }

    /** Where it asks. */
    String path() {
        return PREFIX + name().toLowerCase(Locale.ROOT);
    }

    /** Whether a path is this gateway's. */
    boolean asksAt(String rawPath) {
        String path = path();
        return rawPath.equals(path)
                || (this == ENVOY
                        && rawPath.startsWith(path)
                        && rawPath.charAt(path.length()) == '/');
    }

    private static OriginalRequest byOriginalFields(HttpFields fields)
            throws UnusableTargetException {
        String method = one(fields, "X-Original-Method");
        String host = one(fields, "X-Original-Host");
        String uri = one(fields, "X-Original-URI");
        InetAddress client = ClientAddress.parse(one(fields, "X-Real-IP"));
        if (client == null) {
            throw new UnusableTargetException("The field X-Real-IP must be one IP address.");
        }
        return new OriginalRequest(method, RequestTarget.parse(uri, host), client);
    }

    private static OriginalRequest byForwardedFields(HttpFields fields, List<SourceRange> trusted)
            throws UnusableTargetException {
        String method = one(fields, "X-Forwarded-Method");
        String host = one(fields, "X-Forwarded-Host");
        String uri = one(fields, "X-Forwarded-Uri");
        return new OriginalRequest(
                method, RequestTarget.parse(uri, host), forwardedFor(fields, trusted));
    }

    /** The gateway's own peer is the last one in its list. */
    private static InetAddress forwardedFor(HttpFields fields, List<SourceRange> trusted)
            throws UnusableTargetException {
        List<String> values = fields.getValuesList(HttpHeader.X_FORWARDED_FOR);
        var hops = new ArrayList<String>();
        values.forEach(value -> hops.addAll(List.of(value.split(",", -1))));
        InetAddress peer = hops.isEmpty() ? null : ClientAddress.parse(hops.getLast().strip());
        if (peer == null) {
            throw new UnusableTargetException(
                    "The field X-Forwarded-For is needed and must end with an IP address.");
        }
        return ClientAddress.of(peer, hops.subList(0, hops.size() - 1), trusted).client();
    }

    private static String one(HttpFields fields, String name) throws UnusableTargetException {
        List<String> values = fields.getValuesList(name);
        if (values.size() != 1 || values.getFirst().isBlank()) {
            throw new UnusableTargetException(
                    "The field " + name + " is needed, once; the gateway in front must set it.");
        }
        return values.getFirst().strip();
    }
}
