package io.tollgate.admin.security;

import io.tollgate.schemas.Environment;
import io.tollgate.schemas.Operator;
import io.tollgate.schemas.OperatorState;
import io.tollgate.schemas.Role;
import io.tollgate.schemas.credentials.KeyForm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token for the day on which no operator can sign in. It is an admin's, and good while a file
 * holds its hash: nothing in Kafka, and no pepper, has to be there for it. The file is read
 * whenever such a token comes, so that it may be put there and taken away at any time.
 */
public record BreakGlass(Path file) implements SignIn {
    /** Id of the operator that such a token is of. */
    public static final String OPERATOR = "break-glass";

    /** The form of such a token. */
    public static final KeyForm FORM = new KeyForm("tgglass");

    private static final Logger log = LoggerFactory.getLogger(BreakGlass.class);
    private static final String PREFIX = "sha256:";
    private static final Pattern KEPT = Pattern.compile(PREFIX + "[0-9a-f]{64}");

    /**
     * Makes a token and writes its hash, and only that.
     *
     * @throws java.nio.file.FileAlreadyExistsException if the file is there
     * @throws IOException if it can't be written
     */
    public String create(Minting minting) throws IOException {
        String token = minting.key(FORM, Environment.LIVE);
        new SecretFile(file).create(kept(token));
        return token;
    }

    @Override
    public Optional<Operator> known(String token) {
        if (!FORM.wellFormed(token)) {
            return Optional.empty();
        }
        boolean good =
                hash().map(hash -> MessageDigest.isEqual(bytes(hash), bytes(kept(token))))
                        .orElse(false);
        if (!good) {
            log.atWarn().log("a break-glass token was tried that is not good");
            return Optional.empty();
        }
        log.atWarn().addKeyValue("operator", OPERATOR).log("the break-glass token was used");
        return Optional.of(operator());
    }

    private Optional<String> hash() {
        try {
            Optional<String> text = new SecretFile(file).read();
            if (text.isPresent() && !KEPT.matcher(text.get()).matches()) {
                throw new IOException("it does not hold " + PREFIX + " and 64 hex digits");
            }
            return text;
        } catch (IOException e) {
            log.atError()
                    .addKeyValue("file", file)
                    .addKeyValue("why", e.getMessage())
                    .log("the hash of the break-glass token can't be read");
            return Optional.empty();
        }
    }

    private static Operator operator() {
        return Operator.newBuilder()
                .setOperatorId(OPERATOR)
                .setVersion(0)
                .setName("break glass")
                .setRole(Role.ADMIN)
                .setState(OperatorState.ACTIVE)
                .setCreatedAt(Instant.EPOCH)
                .setUpdatedAt(Instant.EPOCH)
                .build();
    }

    /** 256 random bits need no salt and no slow hash. */
    private static String kept(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes(token));
            return PREFIX + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java lacks SHA-256", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
