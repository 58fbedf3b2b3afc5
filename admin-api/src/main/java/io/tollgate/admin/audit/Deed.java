package io.tollgate.admin.audit;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Something that somebody does, while it is done. Whoever writes in the course of it finds it as
 * the {@link #current} one, so that no endpoint has to hand it on. For one thread.
 */
public final class Deed {
    /** Who acts where nobody has to sign in. */
    public static final String PUBLIC = "public";

    private static final ScopedValue<Deed> CURRENT = ScopedValue.newInstance();

    private final String actor;
    private final String action;
    private final String target;
    private boolean told;

    /**
     * A deed that nothing was told of yet.
     *
     * @param actor operator id, or what acts by itself
     * @param action such as keys.create
     * @param target what it is done to; empty if that comes out in the course of it
     */
    public Deed(String actor, String action, String target) {
        this.actor = actor;
        this.action = action;
        this.target = target;
    }

    /** What is being done by this thread. */
    public static Optional<Deed> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /** Does it; what that throws is passed on. */
    public <T> T doing(Supplier<T> what) {
        return ScopedValue.where(CURRENT, this).call(what::get);
    }

    /** Takes note that the audit has an intent of it. */
    void tell() {
        told = true;
    }

    /** Whether the audit has an intent of it. */
    public boolean isTold() {
        return told;
    }

    /** Who does it. */
    public String actor() {
        return actor;
    }

    /** What is done. */
    public String action() {
        return action;
    }

    /** What it is done to, empty if that is not known before. */
    public String target() {
        return target;
    }
}
