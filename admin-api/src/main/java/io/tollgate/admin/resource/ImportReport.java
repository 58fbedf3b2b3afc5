package io.tollgate.admin.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tollgate.admin.http.FieldError;
import io.tollgate.admin.http.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of the lines of an import. Not thread-safe. */
final class ImportReport {
    private static final int MOST_REFUSALS = 10_000;

    private final List<Refusal> refusals = new ArrayList<>();
    private long imported;
    private long present;

    /**
     * A line that was refused, and why.
     *
     * @param errors the members that were wrong, if members were
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Refusal(long line, String detail, List<FieldError> errors) {}

    /**
     * The report as it is shown.
     *
     * @param lines how many lines were looked at, blank ones not counted
     * @param present how many of them were imported before
     * @param nextLine the line to go on from, where so many were refused that the rest was not
     *     looked at
     */
    record View(
            String batch,
            long lines,
            long imported,
            long present,
            long refused,
            @Nullable Long nextLine,
            List<Refusal> refusals) {}

    void imported() {
        imported++;
    }

    void present() {
        present++;
    }

    void refused(long line, Problem problem) {
        refusals.add(new Refusal(line, problem.detail(), problem.errors()));
    }

    /** How many keys were written. */
    long importedCount() {
        return imported;
    }

    /** Whether more lines can be refused. */
    boolean hasRoom() {
        return refusals.size() < MOST_REFUSALS;
    }

    View view(String batch, @Nullable Long nextLine) {
        return new View(
                batch,
                imported + present + refusals.size(),
                imported,
                present,
                refusals.size(),
                nextLine,
                refusals.stream().sorted(Comparator.comparingLong(Refusal::line)).toList());
    }
}
