package io.tollgate.standalone;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The options of commands that talk to the admin API: where it is, and the file that holds the
 * token. A token itself is no option, since everybody on a machine sees the options of a command.
 */
final class ApiOptions {
    @Option(
            names = "--api",
            paramLabel = "URL",
            defaultValue = "${env:TOLLGATE_API:-http://localhost:8000}",
            description = "the admin API (default: $$TOLLGATE_API, else http://localhost:8000)")
    @SuppressWarnings("NullAway.Init") // it has a default
    private URI api;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            defaultValue = "${env:TOLLGATE_TOKEN_FILE:-./data/admin-token}",
            description =
                    "holds the operator's token (default: $$TOLLGATE_TOKEN_FILE, else ./data/admin-token)")
    @SuppressWarnings("NullAway.Init") // it has a default
    private Path tokenFile;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    /**
     * A client, which has not connected yet.
     *
     * @throws ParameterException if the address can't be one
     * @throws TokenFileException if there is no token in the file
     */
    AdminClient client() {
        if (api.getHost() == null
                || !List.of("http", "https").contains(api.getScheme())
                || api.getRawQuery() != null
                || api.getRawFragment() != null
                || api.getRawUserInfo() != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--api is an http or https address such as http://localhost:8000, not this");
        }
        return new AdminClient(api, token());
    }

    private String token() {
        try {
            String token = Files.readString(tokenFile).strip();
            if (!token.matches("[\\x21-\\x7e]+")) {
                throw new TokenFileException(
                        tokenFile
                                + " does not hold a token, which is one line of letters, digits and signs");
            }
            return token;
        } catch (NoSuchFileException _) {
            throw new TokenFileException(
                    "there is no token file %s: ./tollgate up writes one to its data directory; --token-file or TOLLGATE_TOKEN_FILE says where it is"
                            .formatted(tokenFile));
        } catch (IOException e) {
            throw new TokenFileException(
                    "the token file "
                            + tokenFile
                            + " can't be read: "
                            + e.getClass().getSimpleName());
        }
    }
}
