package dev.twotick.receipts.internal.mime;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The fields of a header or of one group of a report, unfolded, in their order. Immutable.
 *
 * @param fields the fields
 */
public record HeaderFields(List<Field> fields) {
    /** No fields. */
    public static final HeaderFields NONE = new HeaderFields(List.of());

    /**
     * One field.
     *
     * @param name in lower case
     * @param value unfolded, without the spaces around it
     */
    public record Field(String name, String value) {
        static Field of(String name, String value) {
            return new Field(name.strip().toLowerCase(Locale.ROOT), value.strip());
        }
    }

    /** Copies the fields. */
    public HeaderFields {
        fields = List.copyOf(fields);
    }

    /**
     * The first field of a name that is not empty.
     *
     * @param name in lower case
     * @return its value
     */
    public Optional<String> first(String name) {
        for (Field field : fields) {
            if (field.name().equals(name) && !field.value().isEmpty()) {
                return Optional.of(field.value());
            }
        }
        return Optional.empty();
    }

    /**
     * All fields of a name that are not empty.
     *
     * @param name in lower case
     * @return their values, topmost first
     */
    public Stream<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name) && !field.value().isEmpty())
                .map(Field::value);
    }

    /**
     * Whether a field of that name is there.
     *
     * @param name in lower case
     * @return true even when it is empty
     */
    public boolean has(String name) {
        for (Field field : fields) {
            if (field.name().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
