package io.tollgate.admin.resource;

import java.util.Locale;

/** How constants are written in JSON where they are settings: in lower case. */
public final class Words {
    private Words() {}

    /** A constant in lower case. */
    public static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
