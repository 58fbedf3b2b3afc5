package io.tollgate.admin.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A body of JSON values, one a line (NDJSON), read as it arrives: however long it is, one line of
 * it is in memory. Blank lines are counted and passed over. Not thread-safe.
 */
public final class BodyLines {
    /** How many bytes a line may have. */
    public static final int LONGEST = 1 << 16;

    private final InputStream in;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long number;
    private boolean tooLong;

    /** Reads from a stream, which somebody else closes. */
    public BodyLines(InputStream in) {
        this.in = new BufferedInputStream(in, LONGEST);
    }

    /**
     * Goes on to the next line that is not blank; false at the end.
     *
     * @throws ProblemException if the body can't be read to its end
     */
    public boolean next() {
        try {
            while (read()) {
                number++;
                if (tooLong || !isBlank()) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new ProblemException(
                    ProblemType.BUSY,
                    "the lines broke off behind line "
                            + number
                            + ", perhaps because this instance stops; some of them are written."
                            + " Send all lines again: those that are there are passed over");
        }
    }

    /** Number of the line, from 1. */
    public long number() {
        return number;
    }

    /**
     * The line.
     *
     * @throws ProblemException if it is too long or not JSON
     */
    public JsonNode json() {
        if (tooLong) {
            throw new ProblemException(
                    ProblemType.CONTENT_TOO_LARGE,
                    "a line must not be longer than " + LONGEST + " bytes");
        }
        return Json.readLine(line.toByteArray());
    }

    /** Reads a line, of which what is too long is dropped; false if there is none. */
    private boolean read() throws IOException {
        line.reset();
        tooLong = false;
        int next = in.read();
        boolean any = next >= 0;
        while (next >= 0 && next != '\n') {
            tooLong |= line.size() == LONGEST;
            if (!tooLong) {
                line.write(next);
            }
            next = in.read();
        }
        return any;
    }

    private boolean isBlank() {
        for (byte character : line.toByteArray()) {
            if (character > ' ' || character < 0) {
                return false;
            }
        }
        return true;
    }
}
