package io.tollgate.settings;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Collects the settings that a program must not be started with in production, each with what is
 * wrong and what is right. Looks at nothing but what it is given; not thread-safe.
 */
public final class WeakChoices {
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[?(::1|0:0:0:0:0:0:0:1)]?");
    private static final Pattern EVERY_ADDRESS = Pattern.compile("0\\.0\\.0\\.0|\\[?[0:]*:[0:]*]?");
    private static final Set<PosixFilePermission> EVERYBODY =
            EnumSet.of(
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE,
                    PosixFilePermission.OTHERS_EXECUTE);

    private final String program;
    private final Production production;
    private final FileModes modes;
    private final List<String> found = new ArrayList<>();

    /** Nothing found yet, for a program named in lower case. */
    public WeakChoices(String program, Production production, FileModes modes) {
        this.program = program;
        this.production = production;
        this.modes = modes;
    }

    /** Whether a host is this machine as itself sees it; a name is not looked up. */
    public static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
    }

    /** Whether an address to bind means all that the machine has. */
    public static boolean isEveryAddress(String address) {
        return address.isBlank() || EVERY_ADDRESS.matcher(address).matches();
    }

    /** A setting that is too weak, whatever it is. */
    public void add(String setting, Object value, String wrongAndRight) {
        found.add(SettingsReader.variable(program, setting) + "=" + value + ": " + wrongAndRight);
    }

    /**
     * Plain HTTP is for this machine only, unless the operator vouches for a proxy.
     *
     * @param what what crosses the network otherwise
     * @param certificate how to give the listener one, followed by a comma and a blank; empty if it
     *     can't have one
     */
    public void plainHttp(String setting, String address, String what, String certificate) {
        if (!isLoopback(address) && !production.behindTlsProxy()) {
            add(
                    setting,
                    address,
                    "%s would cross the network in clear text; %sbind 127.0.0.1 behind a proxy on this machine that terminates TLS, or say %s=true if one elsewhere does and nobody gets past it"
                            .formatted(
                                    what,
                                    certificate,
                                    SettingsReader.variable(program, "behindTlsProxy")));
        }
    }

    /** A file whose content gives power must not be open to everybody on the machine. */
    public void secret(String setting, Path file) {
        if (modes.of(file).stream().anyMatch(EVERYBODY::contains)) {
            add(
                    setting,
                    file,
                    "everybody on this machine may use the file; chmod 600, or 640 for a group of its own");
        }
    }

    /**
     * A secret that protects a directory's content must not lie in it, and its file not be open to
     * everybody.
     *
     * @param setting the one that holds the secret itself, if any does
     */
    public void secretApartFrom(Path directory, String setting, SecretPlace place, String why) {
        place.inFile()
                .ifPresent(file -> {
                    if (absolute(file).startsWith(absolute(directory))) {
                        String lies = "lies in the data directory " + directory + ", " + why;
                        add(setting + "File", file, lies);
                    }
                    secret(setting + "File", file);
                });
    }

    /** A secret that is too weak itself; it is not told. */
    public void weakSecret(String setting, SecretPlace place, String wrongAndRight) {
        place.inFile()
                .ifPresentOrElse(
                        file -> add(setting + "File", file, wrongAndRight),
                        () -> add(setting, "(hidden)", wrongAndRight));
    }

    /** Whoever reaches an open Kafka makes keys and lifts revocations. */
    public void kafka(KafkaConnection kafka) {
        boolean here =
                Arrays.stream(kafka.bootstrapServers().split(",", -1))
                        .map(String::strip)
                        .map(server -> server.replaceFirst(":[0-9]+$", ""))
                        .allMatch(WeakChoices::isLoopback);
        if (!here && !kafka.properties().containsKey("security.protocol")) {
            found.add(
                    "KAFKA_SECURITY_PROTOCOL is not set: whoever reaches "
                            + kafka.bootstrapServers()
                            + " can make keys and lift revocations; set SASL_SSL or SSL, with what the brokers ask for, or PLAINTEXT to vouch that only Tollgate and those who run it reach them");
        }
    }

    /** What was found, one sentence each. */
    public List<String> all() {
        return List.copyOf(found);
    }

    /**
     * Ends the looking.
     *
     * @throws InvalidSettingsException if anything was found
     */
    public void check() {
        if (!found.isEmpty()) {
            throw new InvalidSettingsException(
                    SettingsReader.variable(program, "production")
                            + "=true, and what follows is too weak for that:",
                    found);
        }
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
