package io.tollgate.edge.door;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** Fields that concern one connection only and go no further: RFC 9110, 7.6.1. */
final class HopByHop {
    private static final Set<HttpHeader> ALWAYS =
            EnumSet.of(
                    HttpHeader.CONNECTION,
                    HttpHeader.KEEP_ALIVE,
                    HttpHeader.PROXY_AUTHENTICATE,
                    HttpHeader.PROXY_AUTHORIZATION,
                    HttpHeader.PROXY_CONNECTION,
                    HttpHeader.TE,
                    HttpHeader.TRAILER,
                    HttpHeader.TRANSFER_ENCODING,
                    HttpHeader.UPGRADE);

    private final Set<String> named;

    private HopByHop(Set<String> named) {
        this.named = named;
    }

    /** The rule for one message, whose field {@code Connection} may name more fields. */
    static HopByHop of(HttpFields fields) {
        if (!fields.contains(HttpHeader.CONNECTION)) {
            return new HopByHop(Set.of());
        }
        var named = new TreeSet<String>();
        for (String value : fields.getValuesList(HttpHeader.CONNECTION)) {
            for (String name : value.split(",", -1)) {
                named.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        return new HopByHop(named);
    }

    /** Whether a field stays on its connection. */
    boolean keeps(HttpField field) {
        HttpHeader header = field.getHeader();
        return (header != null && ALWAYS.contains(header))
                || (!named.isEmpty() && named.contains(field.getLowerCaseName()));
    }
}
