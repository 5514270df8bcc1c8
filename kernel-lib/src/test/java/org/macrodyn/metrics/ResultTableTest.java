package org.macrodyn.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.macrodyn.metrics.ResultTable.Row;
import tech.tablesaw.api.Table;

class ResultTableTest {
    private static final ResultTable TABLE = ResultTable.of(
            Row.of("relmse.ours.16", Spread.of(1e-3, 1.2e-3)).paper(1.0638589e-3),
            Row.of("gamma_over_nu", 1.7601).spread(0.0312).exact(1.75),
            Row.of("broken", Double.NaN));

    @Test
    void showsThreeDigits() {
        Table table = TABLE.toTable();
        assertThat(table.columnNames()).containsExactly("quantity", "ours", "±", "paper", "exact");
        assertThat(table.stringColumn("ours").asList()).containsExactly("1.10e-03", "1.76", "NaN");
        assertThat(table.stringColumn("±").asList()).containsExactly("1.41e-04", "0.0312", "");
        assertThat(table.stringColumn("paper").asList()).containsExactly("1.06e-03", "", "");
        assertThat(table.stringColumn("exact").asList()).containsExactly("", "1.75", "");
    }

    @Test
    void leavesOutEmptyColumns() {
        assertThat(ResultTable.of(Row.of("a", 1)).toTable().columnNames()).containsExactly("quantity", "ours");
    }

    @Test
    void writesEveryDigitAsJson() {
        String text = TABLE.toJson(
                Map.of("wall_seconds", 3.5, "seed", 42, "versions", Map.of("java", "17"), "seeds", List.of(1, 2)));
        JsonObject json = JsonParser.parseString(text).getAsJsonObject();
        JsonObject row = json.getAsJsonObject("relmse.ours.16");
        assertThat(row.get("value").getAsDouble()).isEqualTo((1e-3 + 1.2e-3) / 2);
        assertThat(row.get("paper").getAsDouble()).isEqualTo(1.0638589e-3);
        assertThat(row.get("exact").isJsonNull()).isTrue();
        assertThat(json.getAsJsonObject("broken").get("value").isJsonNull()).isTrue();
        assertThat(json.get("wall_seconds").getAsDouble()).isEqualTo(3.5);
        assertThat(json.getAsJsonObject("versions").get("java").getAsString()).isEqualTo("17");
        assertThat(json.getAsJsonArray("seeds")).hasSize(2);
    }

    @Test
    void refusesANameTwice() {
        assertThatIllegalArgumentException().isThrownBy(() -> ResultTable.of(Row.of("a", 1), Row.of("a", 2)));
        assertThatIllegalArgumentException().isThrownBy(() -> TABLE.toJson(Map.of("broken", 1)));
    }
}
