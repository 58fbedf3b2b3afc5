package io.tollgate.edge.door;

import org.eclipse.jetty.http.HttpField;

/** Makes header fields whose names Jetty does not list, without having it look for them. */
final class UnlistedField {
    private UnlistedField() {}

    static HttpField of(String name, String value) {
        return new HttpField(null, name, value);
    }
}
