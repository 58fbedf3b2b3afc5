package io.tollgate.admin.http;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param items what the part holds
 * @param next the cursor that continues it, null at the end
 */
public record Page<T>(List<T> items, @Nullable String next) {
    /** The same part with its items shown otherwise. */
    public <R> Page<R> map(Function<T, R> view) {
        return new Page<>(items.stream().map(view).toList(), next);
    }
}
