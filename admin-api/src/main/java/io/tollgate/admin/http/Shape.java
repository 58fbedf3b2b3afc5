package io.tollgate.admin.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a scalar member of a body must look like.
 *
 * @param rule what is right, as "must be …"
 * @param blank stands in for a wrong value while the rest is looked at
 * @param parse answers empty, or throws an unchecked exception, for a wrong value
 */
public record Shape<T>(String rule, T blank, Function<JsonNode, Optional<T>> parse) {
    /** Ids that operators choose. */
    public static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    /** The id of an owner, plan, route, rule or limit. */
    public static Shape<String> id() {
        return matching(
                ID,
                "must be 1 to 63 lower-case letters, digits, - and _, beginning with a letter or"
                        + " digit");
    }

    /** A text within bounds of length, both included, without control characters. */
    public static Shape<String> text(int least, int most) {
        return text(
                "must be a text of "
                        + least
                        + " to "
                        + most
                        + " characters without control"
                        + " characters",
                text ->
                        text.length() >= least
                                && text.length() <= most
                                && text.chars().noneMatch(Character::isISOControl));
    }

    /** A text that matches a pattern. */
    public static Shape<String> matching(Pattern pattern, String rule) {
        return text(rule, text -> pattern.matcher(text).matches());
    }

    /** A text that a test accepts. */
    public static Shape<String> text(String rule, Predicate<String> test) {
        return new Shape<>(rule, "", node -> textOf(node).filter(test));
    }

    /** A whole number within bounds, both included. */
    public static Shape<Long> number(long least, long most) {
        return new Shape<>(
                "must be a whole number from " + least + " to " + most,
                least,
                node ->
                        node.isIntegralNumber()
                                        && node.canConvertToLong()
                                        && node.longValue() >= least
                                        && node.longValue() <= most
                                ? Optional.of(node.longValue())
                                : Optional.empty());
    }

    /** A number within bounds, both included. */
    public static Shape<Double> fraction(double least, double most) {
        return new Shape<>(
                "must be a number from " + plain(least) + " to " + plain(most),
                least,
                node ->
                        node.isNumber() && node.doubleValue() >= least && node.doubleValue() <= most
                                ? Optional.of(node.doubleValue())
                                : Optional.empty());
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    /** Yes or no. */
    public static Shape<Boolean> flag() {
        return new Shape<>(
                "must be true or false",
                false,
                node -> node.isBoolean() ? Optional.of(node.booleanValue()) : Optional.empty());
    }

    /** One of some constants, in any case. */
    @SafeVarargs
    public static <E extends Enum<E>> Shape<E> choice(E first, E... others) {
        List<E> all = new ArrayList<>(List.of(first));
        for (E other : others) {
            all.add(other);
        }
        List<String> names = all.stream().map(e -> e.name().toLowerCase(Locale.ROOT)).toList();
        return new Shape<>(
                "must be " + (names.size() == 1 ? "" : "one of ") + String.join(", ", names),
                first,
                node ->
                        textOf(node)
                                .flatMap(text ->
                                        all.stream()
                                                .filter(e -> e.name().equalsIgnoreCase(text))
                                                .findFirst()));
    }

    /** A time with its offset from UTC. */
    public static Shape<Instant> time() {
        return new Shape<>(
                "must be an ISO 8601 time such as 2030-01-31T12:00:00Z",
                Instant.EPOCH,
                node -> textOf(node).map(Shape::instant));
    }

    /** A length of time within bounds, both included. */
    public static Shape<Duration> duration(Duration least, Duration most) {
        return new Shape<>(
                "must be an ISO 8601 duration from " + least + " to " + most,
                least,
                node ->
                        textOf(node)
                                .map(text -> Duration.parse(text))
                                .filter(d -> d.compareTo(least) >= 0 && d.compareTo(most) <= 0));
    }

    Optional<T> read(JsonNode node) {
        try {
            return parse.apply(node);
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Instant instant(String text) {
        Instant time = OffsetDateTime.parse(text).toInstant();
        if (time.isBefore(Instant.EPOCH) || text.startsWith("+")) {
            throw new IllegalArgumentException("out of range");
        }
        return time.truncatedTo(ChronoUnit.MILLIS);
    }

    private static Optional<String> textOf(JsonNode node) {
        return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
    }
}
