package io.tollgate.settings;

import java.util.List;

/**
 * Settings that a program can't start with; the message names each setting, its value and the rule
 * that it breaks.
 */
public final class InvalidSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> errors;

    /** Settings that break these rules, one sentence for each. */
    public InvalidSettingsException(List<String> errors) {
        super(String.join("\n", errors));
        this.errors = List.copyOf(errors);
    }

    /** Settings that are wrong under a circumstance, which the message begins with. */
    InvalidSettingsException(String circumstance, List<String> errors) {
        super(circumstance + "\n" + String.join("\n", errors));
        this.errors = List.copyOf(errors);
    }

    /** One sentence for each wrong setting. */
    public List<String> errors() {
        return errors;
    }
}
