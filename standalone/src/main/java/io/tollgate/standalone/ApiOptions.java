package io.tollgate.standalone;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The options of commands that talk to the admin API: where it is, and the file that holds the
 * token. A token itself is no option, since everybody on a machine sees the options of a command.
 */
final class ApiOptions {
    private static final URI USUAL_API = URI.create("http://localhost:8000");
    private static final Path USUAL_TOKEN_FILE = Path.of("data", "admin-token");

    @Option(
            names = "--api",
            paramLabel = "URL",
            defaultValue = "${env:TOLLGATE_API}",
            description =
                    "the admin API (default: $$TOLLGATE_API, else that of the context, else http://localhost:8000)")
    private @Nullable URI api;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            defaultValue = "${env:TOLLGATE_TOKEN_FILE}",
            description =
                    "holds the operator's token (default: $$TOLLGATE_TOKEN_FILE, else the token of the context, else ./data/admin-token)")
    private @Nullable Path tokenFile;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description =
                    "address and token by their name (default: what tollgate context use chose)")
    private @Nullable String context;

    @Mixin private final ContextFile contexts = new ContextFile();

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    /**
     * A client, which has not connected yet.
     *
     * @throws ParameterException if the address can't be one
     * @throws TokenFileException if there is no token in the file
     * @throws ContextFileException if there is no such context
     */
    AdminClient client() {
        // A token goes to the address that it was added with and to no other.
        boolean named = api != null || tokenFile != null;
        if (named && context != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--context has an address and a token of its own: leave --api and --token-file,"
                            + " and their variables, or the context");
        }
        Optional<Context> chosen =
                named ? Optional.empty() : contexts.context(Optional.ofNullable(context));
        return chosen.map(it -> new AdminClient(it.api(), it.token())).orElseGet(this::told);
    }

    /**
     * Checks that an address can be one of an admin API.
     *
     * @throws ParameterException if it can't
     */
    static void checkAddress(URI api, CommandSpec spec) {
        if (api.getHost() == null
                || !List.of("http", "https").contains(api.getScheme())
                || api.getRawQuery() != null
                || api.getRawFragment() != null
                || api.getRawUserInfo() != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--api is an http or https address such as http://localhost:8000, not this");
        }
    }

    /**
     * The token that is in a file.
     *
     * @throws TokenFileException if there is none
     */
    static String token(Path file) {
        try {
            String token = Files.readString(file).strip();
            if (!token.matches("[\\x21-\\x7e]+")) {
                throw new TokenFileException(
                        file
                                + " does not hold a token, which is one line of letters, digits and signs");
            }
            return token;
        } catch (NoSuchFileException _) {
            throw new TokenFileException(
                    "there is no token file %s: ./tollgate up writes one to its data directory; --token-file or TOLLGATE_TOKEN_FILE says where it is"
                            .formatted(file));
        } catch (IOException e) {
            throw new TokenFileException(
                    "the token file " + file + " can't be read: " + e.getClass().getSimpleName());
        }
    }

    private AdminClient told() {
        URI where = api == null ? USUAL_API : api;
        checkAddress(where, spec);
        return new AdminClient(where, token(tokenFile == null ? USUAL_TOKEN_FILE : tokenFile));
    }
}
