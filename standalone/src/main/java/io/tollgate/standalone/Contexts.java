package io.tollgate.standalone;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The contexts that an operator has names for. Immutable.
 *
 * @param current name of the one that commands use, null if none was chosen
 */
record Contexts(@Nullable String current, Map<String, Context> contexts) {
    /** None. */
    static final Contexts NONE = new Contexts(null, Map.of());

    Contexts {
        contexts = Collections.unmodifiableMap(new TreeMap<>(contexts));
    }

    /** A context by its name. */
    Optional<Context> find(@Nullable String name) {
        return name == null ? Optional.empty() : Optional.ofNullable(contexts.get(name));
    }

    /** These and one more, in place of the one with its name; the first is the current one. */
    Contexts with(String name, Context context) {
        var more = new TreeMap<>(contexts);
        more.put(name, context);
        return new Contexts(current == null ? name : current, more);
    }

    /** These without one; it is no longer the current one. */
    Contexts without(String name) {
        var fewer = new TreeMap<>(contexts);
        fewer.remove(name);
        return new Contexts(name.equals(current) ? null : current, fewer);
    }

    /** These with another current one. */
    Contexts using(String name) {
        return new Contexts(name, contexts);
    }
}
