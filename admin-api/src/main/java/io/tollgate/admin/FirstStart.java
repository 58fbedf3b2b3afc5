package io.tollgate.admin;

import io.tollgate.admin.audit.Deed;
import io.tollgate.admin.renewal.SecretsSeal;
import io.tollgate.admin.resource.State;
import io.tollgate.admin.security.MasterKey;
import io.tollgate.admin.security.Minting;
import io.tollgate.admin.security.SecretFile;
import io.tollgate.admin.security.Vault;
import io.tollgate.admin.table.Ledger;
import io.tollgate.schemas.Operator;
import io.tollgate.schemas.OperatorState;
import io.tollgate.schemas.Role;
import io.tollgate.schemas.Rule;
import io.tollgate.schemas.credentials.Pepper;
import io.tollgate.schemas.topics.Topics;
import io.tollgate.settings.SecretPlace;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an installation gets when it is started for the first time, and finds at every later start.
 */
final class FirstStart {
    private static final Logger log = LoggerFactory.getLogger(FirstStart.class);

    private final AdminSettings settings;
    private final State state;
    private final Minting minting;

    FirstStart(AdminSettings settings, State state, Minting minting) {
        this.settings = settings;
        this.state = state;
        this.minting = minting;
    }

    /**
     * The pepper, if it is given or was made.
     *
     * @throws IOException if the setting or the file is there and holds none
     */
    static Optional<Pepper> presentPepper(AdminSettings settings) throws IOException {
        SecretPlace place = settings.pepper();
        try {
            return Optional.of(Pepper.parse(place.text(), place.setting()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Refuses to go on without a version of the pepper that is in use.
     *
     * @throws IOException if it is missing
     */
    static void demand(Pepper pepper, int newestInUse, SecretPlace place) throws IOException {
        if (pepper.version() < newestInUse) {
            throw new IOException(
                    place
                            + " has "
                            + pepper.version()
                            + " of the "
                            + newestInUse
                            + " versions of the pepper that keys and operators' tokens are found"
                            + " by; give it all of them");
        }
    }

    /**
     * Refuses to go on with other secrets than the installation was begun with.
     *
     * @throws IOException if they are others
     */
    static void demand(SecretsSeal seal, AdminSettings settings) throws IOException {
        if (!seal.fits()) {
            throw new IOException(
                    "the pepper ("
                            + settings.pepper()
                            + ") and the master key ("
                            + settings.masterKey()
                            + ") are not both those that this installation uses: another instance"
                            + " was started first, or they were rotated there. Take both from an"
                            + " instance that runs, or from your copies, and start again");
        }
    }

    /**
     * The pepper, which is made if nothing depends on one yet.
     *
     * @throws IOException if it is missing and can't be made, or is not a pepper
     */
    Pepper pepper() throws IOException {
        boolean needed =
                !state.keys().isEmpty()
                        || !state.operators().all().isEmpty()
                        || !state.vault().all().isEmpty();
        String text =
                secret(
                        settings.pepper(),
                        Secrets.PEPPER,
                        "TOLLGATE_ADMIN_PEPPER_FILE",
                        needed,
                        minting::pepper);
        return Pepper.parse(text, settings.pepper().setting());
    }

    /**
     * The vault under its master key, which is made if nothing depends on one yet.
     *
     * @throws IOException if it is missing and can't be made, or is not a keyset
     */
    Vault vault() throws IOException {
        String text =
                secret(
                        settings.masterKey(),
                        Secrets.MASTER_KEY,
                        "TOLLGATE_ADMIN_MASTER_KEY_FILE",
                        !state.vault().all().isEmpty(),
                        MasterKey::generate);
        try {
            return new Vault(MasterKey.parse(text));
        } catch (GeneralSecurityException | RuntimeException e) {
            // The cause would quote the text.
            throw new IOException(
                    settings.masterKey()
                            + " must hold a master key as 'tollgate secrets' writes it");
        }
    }

    /** Whether something is missing that the instance that writes has to make. */
    boolean isUnfinished() {
        return state.operators().all().isEmpty() || state.rules().all().isEmpty();
    }

    /** Whether anybody made operators. */
    boolean isBegun() {
        return !state.operators().all().isEmpty();
    }

    /** Makes the first operator, if there is none, with the token of the file or a new one. */
    void operator(
            Ledger ledger,
            Topics topics,
            Pepper pepper,
            Supplier<String> ulids,
            InstantSource clock)
            throws IOException {
        if (!state.operators().all().isEmpty()) {
            return;
        }
        var file = new SecretFile(settings.tokenFile());
        Optional<String> given = file.read();
        if (given.isPresent() && !Minting.TOKEN_FORM.wellFormed(given.get())) {
            throw new IOException(
                    settings.tokenFile() + " must hold a token as 'tollgate secrets' writes it");
        }
        String token = given.orElseGet(minting::token);
        if (given.isEmpty()) {
            file.create(token);
        }
        Operator admin =
                admin("op_" + ulids.get(), pepper, token, Instant.ofEpochMilli(clock.millis()));
        deed("operators.create")
                .doing(() ->
                        ledger.change(changes -> {
                            changes.put(topics.operators, admin.getOperatorId(), admin);
                            return admin;
                        }));
        log.atInfo()
                .addKeyValue("operator", admin.getOperatorId())
                .addKeyValue("file", settings.tokenFile())
                .log(
                        given.isPresent()
                                ? "first operator made with the token of the file"
                                : "first operator made; token written to the file");
        log.atInfo()
                .addKeyValue("pepper", settings.pepper())
                .addKeyValue("masterKey", settings.masterKey())
                .log(
                        "first start: keep copies of these two; what else comes before"
                                + " production is in docs/operating.md");
    }

    private static Deed deed(String action) {
        return new Deed("first-start", action, "");
    }

    private static Operator admin(String id, Pepper pepper, String token, Instant now) {
        return Operator.newBuilder()
                .setOperatorId(id)
                .setVersion(1)
                .setName("admin")
                .setRole(Role.ADMIN)
                .setState(OperatorState.ACTIVE)
                .setTokenHash(pepper.hash(token).hex())
                .setPepperVersion(pepper.version())
                .setCreatedAt(now)
                .setUpdatedAt(now)
                .build();
    }

    /** Makes the default rules, if there is no rule at all. */
    void rules(Ledger ledger, Topics topics, InstantSource clock) {
        if (!state.rules().all().isEmpty()) {
            return;
        }
        List<Rule> rules = DefaultRules.at(Instant.ofEpochMilli(clock.millis()));
        deed("rules.create")
                .doing(() ->
                        ledger.change(changes -> {
                            rules.forEach(
                                    rule -> changes.put(topics.rules, rule.getRuleId(), rule));
                            return rules;
                        }));
    }

    /** A new secret in the place of a lost one would make what was there useless, in silence. */
    private String secret(
            SecretPlace place,
            String defaultName,
            String setting,
            boolean needed,
            Supplier<String> make)
            throws IOException {
        if (place.given().isPresent()) {
            return place.given().get();
        }
        Path path = place.file();
        var file = new SecretFile(path);
        boolean own = path.equals(settings.dataDir().resolve(defaultName));
        if (file.read().isEmpty() && (needed || !own)) {
            throw new IOException(
                    path
                            + " ("
                            + setting
                            + ") is missing"
                            + (needed
                                    ? ", and what Kafka holds was made with it: bring it back,"
                                            + " from an instance that has it or from your copies"
                                    : ": make it with 'tollgate secrets', or name another file"));
        }
        return file.readOrCreate(make);
    }
}
