package org.macrodyn.micro.alloy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A damaged coefficient file is refused by name, or gives the same barriers: never other physics in silence. */
class CoefficientFilesTest {
    private static final int DAMAGES = 60;

    @TempDir
    Path folder;

    private static String embedded(String name) {
        try (var stream = PairExpansion.class.getResourceAsStream("/datasets/nbmota/" + name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double[] fingerprint(BarrierModel model) {
        RandomGenerator random = Fixtures.random(60);
        double[] all = new double[80];
        for (int i = 0; i < 10; i++) {
            System.arraycopy(Fixtures.barriers(model, Fixtures.randomTypes(model.sites(), random)), 0, all, 8 * i, 8);
        }
        return all;
    }

    /** Any value anywhere: gone, null, a text, an infinity, one entry too few or too many. */
    private static void damage(JsonElement root, RandomGenerator random) {
        JsonElement parent = root;
        while (true) {
            List<JsonElement> children = new ArrayList<>();
            if (parent.isJsonObject()) {
                parent.getAsJsonObject().entrySet().forEach(entry -> children.add(entry.getValue()));
            } else {
                parent.getAsJsonArray().forEach(children::add);
            }
            int at = random.nextInt(children.size());
            JsonElement child = children.get(at);
            if (child.isJsonPrimitive() || random.nextInt(4) == 0) {
                replace(parent, at, random);
                return;
            }
            parent = child;
        }
    }

    private static void replace(JsonElement parent, int at, RandomGenerator random) {
        JsonElement[] others = {
            JsonNull.INSTANCE,
            new JsonPrimitive("0.5"),
            new JsonPrimitive(new BigDecimal("1e999")),
            new JsonPrimitive(true),
            new JsonArray(),
            new JsonObject()
        };
        JsonElement other = others[random.nextInt(others.length)];
        if (parent.isJsonObject()) {
            String key = new ArrayList<>(parent.getAsJsonObject().keySet()).get(at);
            parent.getAsJsonObject().remove(key);
            if (random.nextInt(3) > 0) {
                parent.getAsJsonObject().add(key, other);
            }
        } else {
            parent.getAsJsonArray().set(at, other);
        }
    }

    private void assertDamageIsSeen(String text, Function<Path, BarrierModel> reader, int atLeast) throws IOException {
        Path file = folder.resolve("damaged.json");
        Files.writeString(file, text);
        double[] original = fingerprint(reader.apply(file));
        RandomGenerator random = Fixtures.random(61);
        int refused = 0;
        for (int trial = 0; trial < DAMAGES; trial++) {
            JsonObject json = new Gson().fromJson(text, JsonObject.class);
            damage(json, random);
            Files.writeString(file, new Gson().toJson(json));
            try {
                BarrierModel model = reader.apply(file);
                assertThat(fingerprint(model)).as(Files.readString(file)).isEqualTo(original);
                assertThat(model.toString()).isNotEmpty();
            } catch (IllegalArgumentException e) {
                refused++;
                assertThat(e).hasMessageStartingWith(file + ": not a coefficient file of this model (");
                assertThat(e.getMessage()).doesNotContain("\n", "null)", "()");
            }
        }
        assertThat(refused).isGreaterThanOrEqualTo(atLeast);
    }

    /** Of their 9 and 10 fields 3 and 6 are words that may change or go. */
    @Test
    void damagedFilesAreRefusedOrTheSame() throws IOException {
        assertDamageIsSeen(embedded("kra8_dE5_76.json"), KineticallyResolved::read, DAMAGES / 2);
        assertDamageIsSeen(embedded("pairs_609.json"), PairExpansion::read, DAMAGES / 3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"V\":{ | \"V\":{\"MoNb\":[0,0,0,0,0], | V has the fields",
                "\"units\":\"eV\" | \"units\":\"meV\" | \"units\" is \"meV\" instead of \"eV\"",
                "\"units\":\"eV\" | \"unit\":\"eV\" | has no units",
                "\"kra\": | \"kra\":{},\"kra\": | has kra twice",
                "[3,4,8,11,12] | [3,4,8,12,11] | not squares of distances in ascending order",
                "[3,4,8,11,12] | [3,4,8,11,12.5] | shells_d2 = 12.5: must be a whole number",
                "[3,4,8,11,12] | [3,4,8,11] | has 5 numbers where 4 belong",
                "[-1,1,1],[0,0,2] | [-1,1,1],[-1,1,1] | a site belongs to two orbits",
                "[-1,1,1],[0,0,2] | [9,1,1],[0,0,2] | is none of the 144 sites around",
                "0.012253 | NaN | not JSON",
                "0.012253 | 1e999 | 1e999: must be a finite number",
                "0.012253 | \"0.012253\" | \"0.012253\": must be a finite number"
            })
    void whatIsWrongIsSaid(String found, String instead, String reason) throws IOException {
        String text = embedded("kra8_dE5_76.json");
        assertThat(text).contains(found);
        assertRefused(text.replace(found, instead), KineticallyResolved::read, reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"pair_orbits\" | \"pairorbits\" | 37 rows of \"pairs\" for 0 \"pair_orbits\"",
                "\"symmetric\":true | \"symmetric\":\"yes\" | symmetric = \"yes\": must be true or false",
                "\"symmetric\":true | \"symmetric\":false | lists both orders, another only one",
                "\"name\":\"pairs_609\" | \"name\":3 | name = 3: must be a text"
            })
    void whatIsWrongInAnExpansionIsSaid(String found, String instead, String reason) throws IOException {
        String text = embedded("pairs_609.json").replace("\"symmetric\": ", "\"symmetric\":");
        assertThat(text).contains(found);
        assertRefused(text.replaceFirst(found, instead), PairExpansion::read, reason);
    }

    @Test
    void whatIsNoFileOfTextIsRefusedByName() throws IOException {
        Path file = folder.resolve("broken.json");
        Files.write(file, new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KineticallyResolved.read(file))
                .withMessageContaining("broken.json: not a coefficient file of this model (not JSON in UTF-8");
        assertRefused("{} {}", KineticallyResolved::read, "not JSON");
        assertRefused("[".repeat(100_000), PairExpansion::read, "Nesting limit");
        assertRefused("", PairExpansion::read, "not JSON in UTF-8");
        assertRefused("3", PairExpansion::read, "no JSON object");
        for (Path path : List.of(folder, folder.resolve("none.json"))) {
            assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> PairExpansion.read(path))
                    .withMessageContaining(path + ": cannot be read");
        }
    }

    private void assertRefused(String text, Function<Path, BarrierModel> reader, String reason) throws IOException {
        Path file = folder.resolve("refused.json");
        Files.writeString(file, text);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> reader.apply(file))
                .withMessageStartingWith(file + ": not a coefficient file of this model (")
                .withMessageContaining(reason)
                .withMessageNotContaining("\n");
    }
}
