package dev.twotick.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PostgresArraysTest {
    private static String over(String sql, String... types) {
        return PostgresArrays.of(sql, List.of(types)).sql();
    }

    @Test
    void insertsARowOfEachPlace() {
        assertThat(over("INSERT INTO t (a, b) VALUES (?, ?) ON CONFLICT DO NOTHING", "text", "int8"))
                .isEqualTo("INSERT INTO t (a, b) SELECT v.p1, v.p2 FROM unnest(?::text[], ?::int8[]) WITH ORDINALITY"
                        + " AS v (p1, p2, n) ON CONFLICT DO NOTHING");
    }

    @Test
    void updatesByTheValuesOfEachPlace() {
        assertThat(over("UPDATE t SET a = ?, b = b || ? WHERE c = ?", "int4", "text", "text"))
                .isEqualTo("UPDATE t SET a = v.p1, b = b || v.p2 FROM unnest(?::int4[], ?::text[], ?::text[])"
                        + " WITH ORDINALITY AS v (p1, p2, p3, n) WHERE v.n + 0 = v.n AND c = v.p3");
    }

    @Test
    void deletesByTheValuesOfEachPlace() {
        assertThat(over("DELETE FROM t WHERE a = ? AND b <= ?", "text", "int8"))
                .isEqualTo("DELETE FROM t USING unnest(?::text[], ?::int8[]) WITH ORDINALITY AS v (p1, p2, n)"
                        + " WHERE v.n + 0 = v.n AND a = v.p1 AND b <= v.p2");
    }

    @Test
    void takesWideRowsAsLiterals() {
        String nine = "INSERT INTO t (a, b, c, d, e, f, g, h, i) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

        PostgresArrays.ManyRows rows = PostgresArrays.of(nine, Collections.nCopies(9, "int8"));

        assertThat(rows.byRow()).isTrue();
        assertThat(rows.sql())
                .startsWith("INSERT INTO t (a, b, c, d, e, f, g, h, i) SELECT v.r[1]::int8, v.r[2]::int8,")
                .endsWith("FROM (SELECT line::text[] AS r, n FROM unnest(?::text[]) WITH ORDINALITY AS l (line, n)"
                        + " OFFSET 0) AS v");
    }

    @Test
    void takesOctetsByTheColumnHoweverWideTheRow() {
        List<String> types = new ArrayList<>(Collections.nCopies(8, "int8"));
        types.add("bytea");

        assertThat(PostgresArrays.of("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", types)
                        .byRow())
                .isFalse();
    }

    @Test
    void writesWhatNothingOfCanBeTakenForTheLiteralsOwnSigns() {
        Object[] row = {
            "plain",
            4,
            -5L,
            true,
            Optional.empty(),
            Optional.of("a b"),
            "",
            "null",
            "{x},\"\\",
            "ü",
            Instant.ofEpochMilli(7)
        };

        assertThat(PostgresArrays.literal(row))
                .isEqualTo("{plain,4,-5,1,NULL,\"a b\",\"\",\"null\",\"{x},\\\"\\\\\",\"ü\",7}");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> over("INSERT INTO t (a) SELECT ?", "text"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("INSERT INTO t (a) SELECT ?");
    }
}
