package dev.twotick.jdbc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The shapes that are stored as JSON: a flat object, a list of texts, and a text by itself. Everything beyond ASCII is escaped, so that any
 * text comes back exactly, whatever a column's encoding makes of control characters and lone surrogates.
 */
final class Json {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private Json() {}

    /** Writes an object whose values are texts or lists of texts. */
    static String object(Map<String, ?> values) {
        return write(json -> {
            json.writeStartObject();
            for (Map.Entry<String, ?> entry : values.entrySet()) {
                json.writeFieldName(entry.getKey());
                if (entry.getValue() instanceof List<?> list) {
                    writeList(json, list);
                } else {
                    json.writeString(entry.getValue().toString());
                }
            }
            json.writeEndObject();
        });
    }

    /** Writes one text without its quotes, so that ASCII stays as it is. */
    static String text(String value) {
        String quoted = write(json -> json.writeString(value));
        return quoted.substring(1, quoted.length() - 1);
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException when it is damaged
     */
    static String readText(String text) {
        return read('"' + text + '"', JsonToken.VALUE_STRING, JsonParser::getText);
    }

    static String list(List<?> values) {
        return write(json -> writeList(json, values));
    }

    /** Writes a list of lists. */
    static String pairs(List<List<String>> values) {
        return write(json -> {
            json.writeStartArray();
            for (List<String> value : values) {
                writeList(json, value);
            }
            json.writeEndArray();
        });
    }

    private static void writeList(JsonGenerator json, List<?> values) throws IOException {
        json.writeStartArray();
        for (Object value : values) {
            json.writeString(value.toString());
        }
        json.writeEndArray();
    }

    /**
     * Reads a flat object, leaving out what is not text.
     *
     * @throws IllegalArgumentException when it is no object
     */
    static Map<String, String> readObject(String text) {
        return read(text, JsonToken.START_OBJECT, json -> {
            Map<String, String> values = new LinkedHashMap<>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                if (json.nextToken() == JsonToken.VALUE_STRING) {
                    values.put(name, json.getText());
                } else {
                    json.skipChildren();
                }
            }
            return values;
        });
    }

    /**
     * Reads a list of texts.
     *
     * @throws IllegalArgumentException when it is none
     */
    static List<String> readList(String text) {
        return read(text, JsonToken.START_ARRAY, json -> {
            List<String> values = new ArrayList<>();
            while (json.nextToken() == JsonToken.VALUE_STRING) {
                values.add(json.getText());
            }
            if (json.currentToken() != JsonToken.END_ARRAY) {
                throw new IllegalArgumentException("is not a list of texts");
            }
            return values;
        });
    }

    @FunctionalInterface
    private interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    @FunctionalInterface
    private interface Reading<T> {
        T from(JsonParser json) throws IOException;
    }

    private static String write(Writing writing) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            writing.to(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory never fails", e);
        }
        return text.toString();
    }

    private static <T> T read(String text, JsonToken start, Reading<T> reading) {
        try (JsonParser json = FACTORY.createParser(text)) {
            if (json.nextToken() != start) {
                throw new IllegalArgumentException("JSON does not begin with " + start);
            }
            return reading.from(json);
        } catch (IOException e) {
            throw new IllegalArgumentException("damaged JSON", e);
        }
    }
}
