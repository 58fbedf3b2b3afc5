package io.tollgate.standalone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/**
 * The file in which an operator's contexts are kept, readable by its owner only, since it holds
 * tokens.
 */
final class ContextFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    @Option(
            names = "--contexts",
            paramLabel = "FILE",
            defaultValue =
                    "${env:TOLLGATE_CONTEXTS:-${sys:user.home}/.config/tollgate/contexts.json}",
            description =
                    "where contexts are kept (default: $$TOLLGATE_CONTEXTS, else ~/.config/tollgate/contexts.json)")
    @SuppressWarnings("NullAway.Init") // it has a default
    private Path file;

    /**
     * What is in it; no contexts if there is no file.
     *
     * @throws ContextFileException if it can't be used
     */
    Contexts read() {
        try {
            if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
                throw new ContextFileException(
                        file + " holds tokens and is open to others: chmod 600 " + file);
            }
            return JSON.readValue(Files.readString(file), Contexts.class);
        } catch (NoSuchFileException _) {
            return Contexts.NONE;
        } catch (JsonProcessingException _) {
            throw new ContextFileException(file + " is not a file of contexts");
        } catch (IOException e) {
            throw failed("read", e);
        }
    }

    /**
     * A context by its name, or the current one if none is named; empty if none is named or chosen.
     *
     * @throws ContextFileException if there is no context of that name
     */
    Optional<Context> context(Optional<String> name) {
        Contexts all = read();
        Optional<Context> found = all.find(name.orElse(all.current()));
        if (name.isPresent() && found.isEmpty()) {
            throw unknown(name.get(), all);
        }
        return found;
    }

    /**
     * What is in it, with a context of that name.
     *
     * @throws ContextFileException if there is none, or it can't be used
     */
    Contexts holding(String name) {
        Contexts all = read();
        if (all.find(name).isEmpty()) {
            throw unknown(name, all);
        }
        return all;
    }

    /** Replaces all that is in it, or nothing. */
    void write(Contexts contexts) {
        try {
            Path directory = file.toAbsolutePath().resolveSibling(".").normalize();
            Files.createDirectories(directory);
            Path next =
                    Files.createTempFile(
                            directory,
                            "contexts",
                            ".json",
                            PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            Files.writeString(next, JSON.writeValueAsString(contexts));
            Files.move(
                    next,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failed("written", e);
        }
    }

    /** What to throw where a context is named that there is not. */
    private static ContextFileException unknown(String name, Contexts all) {
        return new ContextFileException(
                "there is no context '%s'; there %s"
                        .formatted(
                                name,
                                all.contexts().isEmpty()
                                        ? "are none, tollgate context add makes one"
                                        : "are " + String.join(", ", all.contexts().keySet())));
    }

    private ContextFileException failed(String what, IOException e) {
        return new ContextFileException(
                file + " can't be " + what + ": " + e.getClass().getSimpleName());
    }
}
