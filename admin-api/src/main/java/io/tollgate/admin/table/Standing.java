package io.tollgate.admin.table;

import java.net.URI;

/** Where an instance stands among all of its installation. */
public sealed interface Standing {
    /** It is not known who writes. */
    record Waiting() implements Standing {}

    /** This one writes. */
    record Writes() implements Standing {}

    /** Another one writes, and is reached there. */
    record Follows(URI writer) implements Standing {}

    /** This one can't write, and takes no part. */
    record Out() implements Standing {}
}
