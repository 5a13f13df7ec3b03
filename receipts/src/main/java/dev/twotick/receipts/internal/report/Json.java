package dev.twotick.receipts.internal.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value of JSON (RFC 8259) as far as notifications need it, read leniently: mail systems break lines inside strings. What is
 * too deep or too much is left out; nothing throws.
 */
sealed interface Json {
    /** Text; numbers and the words true, false and null are text too. */
    record Text(String value) implements Json {}

    /** An array. */
    record Items(List<Json> values) implements Json {}

    /** An object. */
    record Members(Map<String, Json> values) implements Json {}

    /** Reads the first value of a text; empty when there is none. */
    static Optional<Json> read(String text) {
        return new Reader(text).value(0);
    }

    /** The member of that name; empty when this is no object or has none. */
    default Optional<Json> get(String name) {
        return this instanceof Members members ? Optional.ofNullable(members.values.get(name)) : Optional.empty();
    }

    /** The text of the member of that name. */
    default Optional<String> text(String name) {
        return get(name).flatMap(value -> value instanceof Text text ? Optional.of(text.value) : Optional.empty());
    }

    /** The values of the array of that name. */
    default List<Json> items(String name) {
        return get(name)
                .map(value -> value instanceof Items items ? items.values : List.<Json>of())
                .orElse(List.of());
    }

    /** Reads each character once. */
    final class Reader {
        private static final int MAX_DEPTH = 12;
        private static final int MAX_VALUES = 20_000;

        private final String text;
        private int at;
        private int values;

        Reader(String text) {
            this.text = text;
        }

        Optional<Json> value(int depth) {
            passSpace();
            if (at >= text.length() || depth > MAX_DEPTH || ++values > MAX_VALUES) {
                return Optional.empty();
            }
            return switch (text.charAt(at)) {
                case '{' -> Optional.of(members(depth));
                case '[' -> Optional.of(items(depth));
                case '"' -> Optional.of(new Text(string()));
                default -> word();
            };
        }

        private Json members(int depth) {
            Map<String, Json> members = new LinkedHashMap<>();
            at++;
            while (!ends('}') && text.charAt(at) == '"') {
                String name = string();
                if (ends(':') || !passSign(':')) {
                    break;
                }
                Optional<Json> value = value(depth + 1);
                if (value.isEmpty()) {
                    break;
                }
                members.putIfAbsent(name, value.get());
                passSign(',');
            }
            passSign('}');
            return new Members(members);
        }

        private Json items(int depth) {
            List<Json> items = new ArrayList<>();
            at++;
            while (!ends(']')) {
                Optional<Json> value = value(depth + 1);
                if (value.isEmpty()) {
                    break;
                }
                items.add(value.get());
                passSign(',');
            }
            passSign(']');
            return new Items(items);
        }

        /** Whether this is the end of the text or, when it is a closing sign, of the value. */
        private boolean ends(char sign) {
            passSpace();
            return at >= text.length() || (sign != ':' && text.charAt(at) == sign);
        }

        private boolean passSign(char sign) {
            passSpace();
            boolean here = at < text.length() && text.charAt(at) == sign;
            at += here ? 1 : 0;
            return here;
        }

        private void passSpace() {
            while (at < text.length() && text.charAt(at) <= ' ') {
                at++;
            }
        }

        private Optional<Json> word() {
            int from = at;
            while (at < text.length()
                    && (Character.isLetterOrDigit(text.charAt(at)) || "+-.".indexOf(text.charAt(at)) >= 0)) {
                at++;
            }
            return from == at ? Optional.empty() : Optional.of(new Text(text.substring(from, at)));
        }

        private String string() {
            StringBuilder out = new StringBuilder();
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                char c = text.charAt(at++);
                if (c == '\\' && at < text.length()) {
                    out.append(escaped(text.charAt(at++)));
                } else if (c >= ' ') {
                    out.append(c);
                }
            }
            at = Math.min(at + 1, text.length());
            return out.toString();
        }

        private char escaped(char c) {
            return switch (c) {
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'u' -> unicode();
                default -> c;
            };
        }

        private char unicode() {
            int value = 0;
            for (int i = 0; i < 4; i++) {
                int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
                if (digit < 0) {
                    return '\uFFFD';
                }
                value = value * 16 + digit;
                at++;
            }
            return (char) value;
        }
    }
}
