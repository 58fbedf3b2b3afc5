package io.tollgate.admin;

import io.tollgate.admin.security.MasterKey;
import io.tollgate.admin.security.Minting;
import io.tollgate.admin.security.SecretFile;
import io.tollgate.schemas.credentials.Pepper;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Makes the files of secrets that an installation needs before it starts for the first time. */
public final class Secrets {
    /** Name of the file with the pepper, which edges need too. */
    public static final String PEPPER = "pepper";

    /** Name of the file with the first operator's token. */
    public static final String ADMIN_TOKEN = "admin-token";

    /** Name of the file with the key that wraps the keys of owners. */
    public static final String MASTER_KEY = "master-key";

    /** Name of the file with the hash of the break-glass token, which is made only if wanted. */
    public static final String BREAK_GLASS = "break-glass";

    private Secrets() {}

    /**
     * Writes those files that a directory lacks, with mode 600.
     *
     * @param random a cryptographic source of randomness
     * @return the files that were written
     * @throws IOException if one can't be read or written
     */
    public static List<Path> create(Path directory, RandomGenerator random) throws IOException {
        var minting = new Minting(random);
        var written = new ArrayList<Path>();
        createMissing(directory.resolve(PEPPER), minting::pepper, written);
        createMissing(directory.resolve(ADMIN_TOKEN), minting::token, written);
        createMissing(directory.resolve(MASTER_KEY), MasterKey::generate, written);
        return List.copyOf(written);
    }

    /**
     * Adds a version to the pepper, after those that are there.
     *
     * @param random a cryptographic source of randomness
     * @return the file
     * @throws IOException if it holds no pepper, or can't be read or written
     */
    public static Path rotatePepper(Path directory, RandomGenerator random) throws IOException {
        Path path = directory.resolve(PEPPER);
        var _ = Pepper.read(path);
        String before = present(path);
        new SecretFile(path).replace(before + "\n" + new Minting(random).pepper());
        return path;
    }

    /**
     * Adds a key to the master key's file, which wraps from then on.
     *
     * @return the file
     * @throws IOException if it holds no master key, or can't be read or written
     */
    public static Path rotateMasterKey(Path directory) throws IOException {
        return changeMasterKey(directory, MasterKey::rotated);
    }

    /**
     * Takes all keys but the newest out of the master key's file.
     *
     * @return the file
     * @throws IOException if it holds no master key, or can't be read or written
     */
    public static Path retireMasterKeys(Path directory) throws IOException {
        return changeMasterKey(directory, MasterKey::retired);
    }

    /** How one form of the master key's file becomes another. */
    @FunctionalInterface
    private interface KeysetChange {
        String of(String text) throws GeneralSecurityException;
    }

    private static Path changeMasterKey(Path directory, KeysetChange change) throws IOException {
        Path path = directory.resolve(MASTER_KEY);
        try {
            new SecretFile(path).replace(change.of(present(path)));
        } catch (GeneralSecurityException e) {
            // The cause would quote the text.
            throw new IOException(path + " must hold a master key as 'tollgate secrets' writes it");
        }
        return path;
    }

    private static String present(Path path) throws IOException {
        return new SecretFile(path)
                .read()
                .orElseThrow(() -> new NoSuchFileException(path.toString()));
    }

    private static void createMissing(Path path, Supplier<String> make, List<Path> written)
            throws IOException {
        var file = new SecretFile(path);
        if (file.read().isEmpty()) {
            file.create(make.get());
            written.add(path);
        }
    }
}
