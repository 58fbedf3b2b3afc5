package io.tollgate.admin.leak;

/** Who reports a leak. */
public enum Via {
    /** GitHub's secret scanning, by its signature. */
    GITHUB,
    /** Anybody who has the key, with the public form. */
    FORM;

    private static final String ACTORS = "leak-report/";

    /** Whom a revocation names as the one who wrote it. */
    String actor() {
        return switch (this) {
            case GITHUB -> ACTORS + "github";
            case FORM -> ACTORS + "form";
        };
    }

    /** Whether it was a report of a leak that wrote a revocation. */
    static boolean isActor(String actor) {
        return actor.startsWith(ACTORS);
    }
}
