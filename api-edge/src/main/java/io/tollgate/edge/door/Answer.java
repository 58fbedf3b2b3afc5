package io.tollgate.edge.door;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** An answer of our own, whole in memory. Immutable; nobody writes into the body. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Answer(int status, List<HttpField> fields, byte[] body) {
    /** Copies the fields. */
    Answer {
        fields = List.copyOf(fields);
    }

    /** The same answer with more header fields. */
    Answer with(List<HttpField> more) {
        if (more.isEmpty()) {
            return this;
        }
        var all = new ArrayList<>(fields);
        all.addAll(more);
        return new Answer(status, all, body);
    }

    /** The same answer with another status. */
    Answer withStatus(int other) {
        return new Answer(other, fields, body);
    }

    /** Sends the answer; what the response held before is forgotten. */
    void send(Response response, Callback callback) {
        response.reset();
        response.setStatus(status);
        fields.forEach(response.getHeaders()::add);
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
