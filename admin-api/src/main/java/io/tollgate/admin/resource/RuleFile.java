package io.tollgate.admin.resource;

import io.tollgate.admin.http.FieldError;
import io.tollgate.admin.http.JsonFields;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.http.Shape;
import io.tollgate.schemas.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Collectors;

/** A rule of abuse detection in a file, in the form that the API takes. */
public final class RuleFile {
    private static final String UNNAMED = "tested";

    private RuleFile() {}

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException if it is not a rule, with what is wrong
     * @throws IOException if the file can't be read
     */
    public static Rule read(Path file, Instant now) throws IOException {
        byte[] json = Files.readAllBytes(file);
        try {
            return JsonFields.read(
                            json,
                            fields -> {
                                String id = fields.optional("id", Shape.id()).orElse(UNNAMED);
                                return RuleBody.read(fields, id, now);
                            })
                    .setVersion(1)
                    .build();
        } catch (ProblemException e) {
            String errors =
                    e.problem().errors().stream()
                            .map(RuleFile::sentence)
                            .collect(Collectors.joining("; "));
            throw new IllegalArgumentException(
                    file + " holds no rule: " + (errors.isEmpty() ? e.getMessage() : errors));
        }
    }

    private static String sentence(FieldError error) {
        return error.field() + " " + error.message();
    }
}
