package io.tollgate.edge.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.f4b6a3.ulid.Ulid;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Who an edge is: its id, made at its first start and kept in its data directory, and its boot.
 * While it is open, no other process can be this edge. Thread-safe.
 */
public final class EdgeIdentity implements AutoCloseable {
    private static final String ID_FILE = "edge-id";
    private static final String LOCK_FILE = "edge.lock";
    private static final int BOOT_BYTES = 16;

    private final String id;
    private final String boot;
    private final FileChannel lock;

    private EdgeIdentity(String id, String boot, FileChannel lock) {
        this.id = id;
        this.boot = boot;
        this.lock = lock;
    }

    /**
     * Takes the identity that a directory holds, or makes one.
     *
     * @throws DataDirectoryException if another edge runs on the directory, or it can't be used
     */
    public static EdgeIdentity open(Path directory, SecureRandom random, InstantSource wall) {
        FileChannel lock = lock(directory);
        try {
            String id = keptOrNew(directory, random, wall);
            byte[] boot = new byte[BOOT_BYTES];
            random.nextBytes(boot);
            return new EdgeIdentity(id, HexFormat.of().formatHex(boot), lock);
        } catch (IOException e) {
            release(lock);
            throw DataDirectoryException.unusable(directory, e);
        } catch (RuntimeException e) {
            release(lock);
            throw e;
        }
    }

    /** The edge: a ULID made at its first start. */
    public String id() {
        return id;
    }

    /** The start of this process: 128 random bits in hex, compared only for equality. */
    public String boot() {
        return boot;
    }

    /** Lets another process be this edge. */
    @Override
    public void close() {
        release(lock);
    }

    private static FileChannel lock(Path directory) {
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(
                            directory.resolve(LOCK_FILE),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw DataDirectoryException.inUse(directory);
            }
            return channel;
        } catch (IOException e) {
            throw DataDirectoryException.unusable(directory, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            // Another edge of this process has it.
            return null;
        }
    }

    private static String keptOrNew(Path directory, SecureRandom random, InstantSource wall)
            throws IOException {
        Path file = directory.resolve(ID_FILE);
        if (Files.exists(file)) {
            String kept = Files.readString(file).strip();
            if (!Ulid.isValid(kept)) {
                throw DataDirectoryException.badId(file);
            }
            return kept;
        }
        byte[] bits = new byte[Ulid.RANDOM_BYTES];
        random.nextBytes(bits);
        String id = new Ulid(wall.millis(), bits).toString();
        Path fresh = directory.resolve(ID_FILE + ".new");
        try (var channel =
                FileChannel.open(
                        fresh,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            channel.write(UTF_8.encode(id + "\n"));
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        return id;
    }

    private static void release(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // The lock ends with the process in any case.
        }
    }
}
