package io.tollgate.admin.http;

import io.tollgate.admin.audit.Deed;

/** Is told of deeds that were refused. */
@FunctionalInterface
public interface DeedWitness {
    /** Result of what went well. */
    String OK = "OK";

    /**
     * Takes note of a refusal.
     *
     * @param result a problem type, or the status of an answer
     */
    void refused(Deed deed, String result);
}
