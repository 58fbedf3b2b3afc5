package io.tollgate.admin.audit;

import io.tollgate.admin.http.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.avro.Schema.Field;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a decision changes, told in JSON: for each thing its old and new members, as far as {@link
 * ShownMembers} shows them, and the names of the others. Immutable.
 */
final class Difference {
    private static final int MOST_ROWS = 50;
    private static final int MOST_CHARS = 16_384;
    private static final String HIDDEN = "(hidden)";

    private final List<Row> rows;

    Difference(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    /** Name of the thing that it is about in the first place, empty if it changes nothing. */
    String target() {
        return rows.isEmpty() ? "" : rows.getFirst().id();
    }

    /**
     * Tells it. Of very many things only their number is told, and of very large or doubtful ones
     * only the names of their members.
     *
     * @param doubtful whether a text may hold a secret, such as a key that somebody took for a name
     */
    String json(Predicate<String> doubtful) {
        if (rows.size() > MOST_ROWS) {
            return counts(doubtful);
        }
        String told = text(rows.stream().map(row -> told(row, true)).toList());
        if (told.length() <= MOST_CHARS && !doubtful.test(told)) {
            return told;
        }
        String names = text(rows.stream().map(row -> told(row, false)).toList());
        return doubtful.test(names) ? counts(_ -> true) : names;
    }

    private String counts(Predicate<String> doubtful) {
        var numbers = new TreeMap<String, Map<String, Integer>>();
        rows.forEach(row ->
                numbers.computeIfAbsent(row.record(), _ -> new TreeMap<>())
                        .merge(row.fate(), 1, Integer::sum));
        var told = new ArrayList<Map<String, Object>>();
        numbers.forEach((record, fates) -> told.add(Map.of("record", record, "number", fates)));
        // An import says by its first key which batch it is.
        var withFirst = new ArrayList<>(told);
        withFirst.add(Map.of("first", told(rows.getFirst(), true)));
        String first = text(withFirst);
        return first.length() <= MOST_CHARS && !doubtful.test(first) ? first : text(told);
    }

    private static Map<String, Object> told(Row row, boolean values) {
        var told = new LinkedHashMap<String, Object>();
        told.put("record", row.record());
        told.put("id", row.id());
        told.put("is", row.fate());
        List<String> shown = ShownMembers.of(row.record());
        var members = new LinkedHashMap<String, Object>();
        var hidden = new ArrayList<String>();
        for (String name : changed(row)) {
            if (values && shown.contains(name)) {
                members.put(name, oldAndNew(row, name));
            } else if (!ShownMembers.isUntold(name)) {
                hidden.add(name);
            }
        }
        told.put("members", members);
        told.put("hidden", hidden);
        return told;
    }

    private static Map<String, Object> oldAndNew(Row row, String name) {
        var both = new LinkedHashMap<String, Object>();
        both.put("old", value(member(row.before(), name)));
        both.put("new", value(member(row.after(), name)));
        return both;
    }

    /** The members that differ; what is empty is as good as missing. */
    private static List<String> changed(Row row) {
        Optional<? extends SpecificRecord> any =
                row.after().isPresent() ? row.after() : row.before();
        return any.stream()
                .flatMap(record -> record.getSchema().getFields().stream())
                .map(Field::name)
                .filter(name -> {
                    Object old = member(row.before(), name);
                    Object made = member(row.after(), name);
                    return !Objects.equals(old, made) && !(isEmpty(old) && isEmpty(made));
                })
                .toList();
    }

    private static @Nullable Object member(Optional<? extends SpecificRecord> record, String name) {
        return record.map(one -> one.get(one.getSchema().getField(name).pos())).orElse(null);
    }

    private static boolean isEmpty(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case CharSequence text -> text.isEmpty();
            case Collection<?> list -> list.isEmpty();
            case Map<?, ?> map -> map.isEmpty();
            default -> false;
        };
    }

    private static @Nullable Object value(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case CharSequence text -> text.toString();
            case Number number -> number;
            case Boolean flag -> flag;
            case Enum<?> word -> word.name();
            case Instant time -> time.toString();
            case Collection<?> list -> list.stream().map(Difference::value).toList();
            case Map<?, ?> map -> values(map);
            case SpecificRecord record -> values(record);
            default -> HIDDEN;
        };
    }

    private static Map<String, @Nullable Object> values(Map<?, ?> map) {
        var values = new TreeMap<String, @Nullable Object>();
        map.forEach((name, value) -> values.put(String.valueOf(name), value(value)));
        return values;
    }

    private static Map<String, @Nullable Object> values(SpecificRecord record) {
        var values = new LinkedHashMap<String, @Nullable Object>();
        ShownMembers.of(record.getSchema().getName())
                .forEach(name -> values.put(name, value(member(Optional.of(record), name))));
        return values;
    }

    private static String text(Object value) {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }
}
