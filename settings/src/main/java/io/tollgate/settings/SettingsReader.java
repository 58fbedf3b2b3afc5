package io.tollgate.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads the settings of one program. A setting {@code maxStateAge} of the program {@code edge} is
 * the variable {@code TOLLGATE_EDGE_MAX_STATE_AGE}, else {@code edge.maxStateAge} in the file that
 * {@code TOLLGATE_CONFIG} names, else its default. Errors are collected; {@link #check()} tells all
 * of them at once, unknown names included. Not thread-safe.
 */
public final class SettingsReader {
    private final String program;
    private final Map<String, String> environment;
    private final Map<String, String> file;
    private final Set<String> known = new TreeSet<>();
    private final List<String> errors = new ArrayList<>();

    private SettingsReader(
            String program, Map<String, String> environment, Map<String, String> file) {
        this.program = program;
        this.environment = environment;
        this.file = file;
    }

    /**
     * Reads for a program, named in lower case, from an environment and the file that it may name.
     */
    public static SettingsReader of(String program, Map<String, String> environment) {
        String named = environment.get("TOLLGATE_CONFIG");
        if (named == null) {
            return new SettingsReader(program, environment, Map.of());
        }
        var reader = new SettingsReader(program, environment, new HashMap<>());
        try (Reader text = Files.newBufferedReader(Path.of(named), StandardCharsets.UTF_8)) {
            var properties = new Properties();
            properties.load(text);
            properties
                    .stringPropertyNames()
                    .forEach(name -> reader.file.put(name, properties.getProperty(name)));
        } catch (IOException | IllegalArgumentException e) {
            reader.errors.add(
                    "TOLLGATE_CONFIG=" + named + ": must name a readable properties file");
        }
        return reader;
    }

    /** A text, which may be empty. */
    public String text(String setting, String otherwise) {
        return find(setting).map(Found::value).orElse(otherwise);
    }

    /** A text that need not be given. */
    public Optional<String> text(String setting) {
        return find(setting).map(Found::value).filter(value -> !value.isBlank());
    }

    /** A comma-separated list, blanks around its members ignored. */
    public List<String> list(String setting, List<String> otherwise) {
        return find(setting)
                .map(found ->
                        Arrays.stream(found.value().split(","))
                                .map(String::strip)
                                .filter(member -> !member.isEmpty())
                                .toList())
                .orElse(otherwise);
    }

    /** A TCP port; 0 asks for any free one. */
    public int port(String setting, int otherwise) {
        return (int) number(setting, otherwise, 0, 65535);
    }

    /** A whole number within bounds, both included. */
    public long number(String setting, long otherwise, long least, long most) {
        return parsed(
                setting,
                otherwise,
                "must be a whole number from " + least + " to " + most,
                value -> {
                    long number = Long.parseLong(value);
                    return number >= least && number <= most
                            ? Optional.of(number)
                            : Optional.empty();
                });
    }

    /** A yes or no. */
    public boolean flag(String setting, boolean otherwise) {
        return parsed(
                setting,
                otherwise,
                "must be true or false",
                value ->
                        switch (value) {
                            case "true" -> Optional.of(true);
                            case "false" -> Optional.of(false);
                            default -> Optional.empty();
                        });
    }

    /** A time in ISO 8601 (PT0.5S, PT5M, P1D) within bounds, both included. */
    public Duration duration(String setting, Duration otherwise, Duration least, Duration most) {
        String rule = "must be an ISO 8601 duration from " + least + " to " + most;
        return parsed(
                setting,
                otherwise,
                rule,
                value -> {
                    Duration duration = Duration.parse(value.toUpperCase(Locale.ROOT));
                    return duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0
                            ? Optional.of(duration)
                            : Optional.empty();
                });
    }

    /** One of an enum's constants, in lower case. */
    public <E extends Enum<E>> E choice(String setting, E otherwise) {
        E[] constants = otherwise.getDeclaringClass().getEnumConstants();
        List<String> names =
                Arrays.stream(constants).map(c -> c.name().toLowerCase(Locale.ROOT)).toList();
        return parsed(
                setting,
                otherwise,
                "must be one of " + String.join(", ", names),
                value ->
                        Arrays.stream(constants)
                                .filter(constant -> constant.name().equalsIgnoreCase(value))
                                .findFirst());
    }

    /** A path, relative to where the program was started. */
    public Path path(String setting, Path otherwise) {
        return parsed(setting, otherwise, "must be a path", value -> Optional.of(Path.of(value)));
    }

    /**
     * Anything else: {@code parse} answers empty, or throws an unchecked exception, for a value
     * that breaks the rule.
     */
    public <T> T parsed(
            String setting, T otherwise, String rule, Function<String, Optional<T>> parse) {
        Optional<Found> found = find(setting);
        if (found.isEmpty()) {
            return otherwise;
        }
        Optional<T> value = attempt(parse, found.get().value().strip());
        if (value.isEmpty()) {
            errors.add(found.get().name() + "=" + found.get().value() + ": " + rule);
        }
        return value.orElse(otherwise);
    }

    /**
     * Adds an error that concerns a setting as a whole program sees it, such as two that contradict
     * each other.
     */
    public void reject(String setting, String value, String rule) {
        errors.add(variable(setting) + "=" + value + ": " + rule);
    }

    /**
     * Ends the reading.
     *
     * @throws InvalidSettingsException if any setting was wrong or is not one of this program's
     */
    public void check() {
        var variables = new TreeSet<String>();
        known.forEach(setting -> variables.add(variable(setting)));
        String prefix = variable("");
        environment.keySet().stream()
                .filter(name -> name.startsWith(prefix) && !variables.contains(name))
                .sorted()
                .forEach(name ->
                        errors.add(
                                name
                                        + ": no such setting; there are "
                                        + String.join(", ", variables)));
        file.keySet().stream()
                .filter(name ->
                        name.startsWith(program + ".")
                                && !known.contains(name.substring(program.length() + 1)))
                .sorted()
                .forEach(name ->
                        errors.add(
                                name + ": no such setting; there are " + String.join(", ", known)));
        if (!errors.isEmpty()) {
            throw new InvalidSettingsException(errors);
        }
    }

    private static <T> Optional<T> attempt(Function<String, Optional<T>> parse, String value) {
        try {
            return parse.apply(value);
        } catch (IllegalArgumentException | DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private record Found(String name, String value) {}

    private Optional<Found> find(String setting) {
        known.add(setting);
        String variable = variable(setting);
        String value = environment.get(variable);
        if (value != null) {
            return Optional.of(new Found(variable, value));
        }
        String property = program + "." + setting;
        return Optional.ofNullable(file.get(property)).map(text -> new Found(property, text));
    }

    String variable(String setting) {
        return variable(program, setting);
    }

    /** The variable of a program's setting. */
    static String variable(String program, String setting) {
        String words = setting.replaceAll("([A-Z])", "_$1").replace('.', '_');
        return "TOLLGATE_" + (program + "_" + words).toUpperCase(Locale.ROOT);
    }
}
