package io.tollgate.standalone;

import java.net.URI;
import java.util.Objects;

/** Where an admin API is, and an operator's token for it. Its text form hides the token. */
record Context(URI api, String token) {
    Context {
        Objects.requireNonNull(api, "a context has an address");
        Objects.requireNonNull(token, "a context has a token");
    }

    @Override
    public String toString() {
        return "Context[" + api + "]";
    }
}
