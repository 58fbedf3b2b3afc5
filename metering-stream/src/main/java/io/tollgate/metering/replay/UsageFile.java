package io.tollgate.metering.replay;

import io.tollgate.schemas.Usage;
import io.tollgate.schemas.wire.SchemaCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Usage records as an Avro object container file: schema inside, blocks compressed with deflate,
 * which every reader of Avro knows. It has its name only once it is complete. Not thread-safe.
 */
final class UsageFile implements AutoCloseable {
    private static final int LEVEL = 6;

    private final Path file;
    private final Path unfinished;
    private final DataFileWriter<Usage> writer;
    private long records;

    /**
     * Begins a file.
     *
     * @throws IOException if it can't be written
     */
    UsageFile(Path file) throws IOException {
        this.file = file;
        unfinished = file.resolveSibling(file.getFileName() + ".part");
        SpecificData model = SpecificData.getForClass(Usage.class);
        writer = new DataFileWriter<>(new SpecificDatumWriter<>(Usage.getClassSchema(), model));
        writer.setCodec(CodecFactory.deflateCodec(LEVEL));
        // As published: the schema of the generated class says also what only Java needs.
        writer.create(SchemaCatalogue.ours().latest("Usage").schema(), unfinished.toFile());
    }

    /**
     * Adds a record.
     *
     * @throws UncheckedIOException if it can't be written
     */
    void add(Usage usage) {
        try {
            writer.append(usage);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + unfinished, e);
        }
        records++;
    }

    /** Completes the file and gives it its name, in place of what had it. */
    UsageExport finish() throws IOException {
        writer.close();
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
        return new UsageExport(file, records);
    }

    /** Leaves nothing behind of a file that was not finished. */
    @Override
    public void close() throws IOException {
        writer.close();
        Files.deleteIfExists(unfinished);
    }
}
