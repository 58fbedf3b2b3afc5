package io.tollgate.standalone;

import io.tollgate.admin.leak.FoundKey;
import io.tollgate.admin.leak.KeyFinder;
import io.tollgate.schemas.credentials.KeyForm;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Looks for keys in files, in the order of their names. What it does not look into, it names. Not
 * thread-safe.
 */
final class LeakScan {
    /** Why a file is passed over that has bytes which no text has. */
    static final String BINARY = "binary";

    private static final int LOOKED_AT_FOR_BINARY = 8_000;
    private static final int PIECE_BYTES = 64 * 1024;

    private final List<KeyForm> forms;
    private final long largestBytes;
    private final Consumer<Finding> finds;
    private final Consumer<Skipped> skips;
    private long files;

    /**
     * A key that was found.
     *
     * @param path where, without any key that is in the name itself
     * @param key in which line, 0 for the name of the file
     */
    record Finding(String path, FoundKey key) {}

    /** Something that was not looked into. */
    record Skipped(String path, String why) {}

    LeakScan(
            List<KeyForm> forms,
            long largestBytes,
            Consumer<Finding> finds,
            Consumer<Skipped> skips) {
        this.forms = forms;
        this.largestBytes = largestBytes;
        this.finds = finds;
        this.skips = skips;
    }

    /** How many files were read to their end. */
    long files() {
        return files;
    }

    /** Looks into a file, or into all files below a directory; symbolic links are not followed. */
    void scan(Path path) {
        lookAtName(path);
        try {
            if (Files.isSymbolicLink(path)) {
                skip(path, "symbolic link");
            } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                scanDirectory(path);
            } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                scanFile(path);
            } else {
                skip(path, "no regular file");
            }
        } catch (IOException | UncheckedIOException e) {
            skip(path, "can't be read: " + e.getClass().getSimpleName());
        }
    }

    /** Looks into what comes from elsewhere, of whatever kind and length. */
    void scan(String name, InputStream in) {
        try {
            read(name, in);
        } catch (IOException e) {
            skips.accept(
                    new Skipped(name, "can't be read further: " + e.getClass().getSimpleName()));
        }
    }

    private void scanDirectory(Path directory) throws IOException {
        Path name = directory.getFileName();
        if (name != null && name.toString().equals(".git")) {
            skip(
                    directory,
                    "compressed; look into history with: git log -p --all | tollgate leaks scan -");
            return;
        }
        List<Path> children;
        try (Stream<Path> list = Files.list(directory)) {
            children = list.sorted().toList();
        }
        children.forEach(this::scan);
    }

    private void scanFile(Path file) throws IOException {
        if (Files.size(file) > largestBytes) {
            skip(file, "larger than " + largestBytes + " bytes");
            return;
        }
        try (var in = new BufferedInputStream(Files.newInputStream(file), PIECE_BYTES)) {
            in.mark(LOOKED_AT_FOR_BINARY);
            if (isBinary(in.readNBytes(LOOKED_AT_FOR_BINARY))) {
                skip(file, BINARY);
                return;
            }
            in.reset();
            read(shown(file), in);
        }
    }

    private void read(String name, InputStream in) throws IOException {
        var finder = new KeyFinder(forms, key -> finds.accept(new Finding(name, key)));
        byte[] piece = new byte[PIECE_BYTES];
        for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
            finder.take(piece, length);
        }
        finder.end();
        files++;
    }

    private void lookAtName(Path path) {
        Path name = path.getFileName();
        if (name != null) {
            KeyFinder.in(name.toString(), forms)
                    .forEach(key ->
                            finds.accept(new Finding(shown(path), new FoundKey(key.secret(), 0))));
        }
    }

    private void skip(Path path, String why) {
        skips.accept(new Skipped(shown(path), why));
    }

    /** A path that can be printed: without control characters, and without a key. */
    private String shown(Path path) {
        String text = path.toString().replaceAll("\\p{Cntrl}", "?");
        for (FoundKey key : KeyFinder.in(text, forms)) {
            text = text.replace(key.secret(), key.masked());
        }
        return text;
    }

    /** The same test as git's: text has no zero byte. */
    private static boolean isBinary(byte[] head) {
        for (byte one : head) {
            if (one == 0) {
                return true;
            }
        }
        return false;
    }
}
