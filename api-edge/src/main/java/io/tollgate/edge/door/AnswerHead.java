package io.tollgate.edge.door;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Response;

/** Writes the head of an answer that an upstream gave. */
final class AnswerHead {
    /** The length of an answer whose end is not known from its head. */
    static final long UNKNOWN_LENGTH = -1;

    private AnswerHead() {}

    /**
     * Writes the head.
     *
     * @param ours fields that we add; they replace the upstream's of the same name
     */
    static void write(int status, HttpFields upstream, List<HttpField> ours, Response into) {
        into.setStatus(status);
        HttpFields.Mutable fields = into.getHeaders();
        HopByHop hopByHop = HopByHop.of(upstream);
        Set<String> seen = new HashSet<>();
        for (HttpField field : upstream) {
            if (hopByHop.keeps(field)) {
                continue;
            }
            // The first replaces what Jetty put there, such as the date.
            if (seen.add(field.getLowerCaseName())) {
                fields.put(field);
            } else {
                fields.add(field);
            }
        }
        for (HttpField field : ours) {
            if (field.getHeader() == HttpHeader.VARY) {
                fields.add(field);
            } else {
                fields.put(field);
            }
        }
    }

    /** How many bytes of body follow the head of an answer, if that is known. */
    static long bodyLength(String method, int status, HttpFields upstream) {
        if (HttpMethod.HEAD.is(method) || HttpStatus.hasNoBody(status)) {
            return 0;
        }
        return upstream.contains(HttpHeader.TRANSFER_ENCODING)
                ? UNKNOWN_LENGTH
                : upstream.getLongField(HttpHeader.CONTENT_LENGTH);
    }
}
