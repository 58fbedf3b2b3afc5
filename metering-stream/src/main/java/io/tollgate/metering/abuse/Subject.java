package io.tollgate.metering.abuse;

import io.tollgate.schemas.RequestEvent;

/** Whom a rule judges. */
sealed interface Subject {
    /** What its conduct is kept under. */
    String name();

    /** A key, by its id. */
    record Key(String id) implements Subject {
        @Override
        public String name() {
            return id;
        }
    }

    /** A network that requests come from, in CIDR form. */
    record Source(String network) implements Subject {
        @Override
        public String name() {
            return "source|" + network;
        }
    }

    /** Which of them a rule judges. */
    enum Kind {
        KEY,
        SOURCE
    }

    /** Whether the event tells of such a subject. */
    static boolean isIn(RequestEvent event, Kind kind) {
        return switch (kind) {
            case KEY -> !event.getKeyId().isEmpty();
            case SOURCE -> !event.getSource().isEmpty();
        };
    }

    /** The subject that an event tells of. */
    static Subject in(RequestEvent event, Kind kind) {
        return switch (kind) {
            case KEY -> new Key(event.getKeyId());
            case SOURCE -> new Source(event.getSource());
        };
    }
}
