package io.tollgate.edge.table;

/** What the key table says of a key hash; exactly one variant holds. */
public sealed interface KeyAnswer {
    /** There is such a key. */
    record Known(KnownKey key) implements KeyAnswer {}

    /** There is none, or its record can't be read, which is as good as none. */
    record Unknown() implements KeyAnswer {}

    /** The disk must be asked. */
    record OnDisk() implements KeyAnswer {}
}
