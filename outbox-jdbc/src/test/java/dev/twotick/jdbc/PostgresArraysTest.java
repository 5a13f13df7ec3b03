package dev.twotick.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
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
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> over("INSERT INTO t (a) SELECT ?", "text"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("INSERT INTO t (a) SELECT ?");
    }
}
