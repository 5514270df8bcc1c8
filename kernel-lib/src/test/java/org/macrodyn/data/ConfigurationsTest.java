package org.macrodyn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.spde.PredatorPrey;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.store.Npy;
import org.macrodyn.store.NpyArray;

class ConfigurationsTest {
    private static final Ising ISING = Ising.square(2, 2.5, 0);

    @TempDir
    Path folder;

    private String npy(String name, NpyArray array) throws IOException {
        Npy.write(folder.resolve(name), array);
        return folder.resolve(name).toString();
    }

    @Test
    void spinsOfIntegersAndFloatsInEveryShape() throws IOException {
        double[] up = {1, 1, 1, -1, -1, 1, -1, -1};
        String one = npy("one.npy", NpyArray.of(new int[] {1, -1, -1, 1}, 2, 2));
        String flat = npy("flat.npy", NpyArray.of(up, 2, 4));
        String square = npy("square.npy", NpyArray.of(new byte[] {-1, 1, 1, 1}, 1, 2, 2));
        Snapshots<byte[]> all = Configurations.read(ISING, one, flat, square);
        assertThat(all.size()).isEqualTo(4);
        byte[] state = new byte[4];
        all.get(0, state);
        assertThat(state).containsExactly(1, -1, -1, 1);
        all.get(2, state);
        assertThat(state).containsExactly(-1, 1, -1, -1);
        all.get(3, state);
        assertThat(state).containsExactly(-1, 1, 1, 1);
    }

    @Test
    void whatNoSiteCanHaveIsRefused() throws IOException {
        String bits = npy("bits.npy", NpyArray.of(new int[] {1, 0, 1, 0}, 1, 4));
        assertThatThrownBy(() -> Configurations.read(ISING, bits))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(bits + ": site 1 of configuration 0 is 0.0: must be -1 or +1; save 2 * a - 1 if spins are 0"
                        + " and 1");
        String wide = npy("wide.npy", NpyArray.of(new int[9], 3, 3));
        assertThatThrownBy(() -> Configurations.read(ISING, wide))
                .hasMessageStartingWith(wide + ": shape [3, 3] for ")
                .hasMessageEndingWith(": must be (count, 4) or (count, 2, 2)");
    }

    @Test
    void fieldsKeepTheirValues() throws IOException {
        MicroModel<float[]> model = PredatorPrey.paper(4);
        String file = npy("fields.npy", NpyArray.of(new double[] {1, 2, 3, 4, 0.1, 0.2, 0.3, 0.4}, 2, 4));
        Snapshots<float[]> read = Configurations.read(model, file);
        assertThat(read.size()).isEqualTo(1);
        float[] state = new float[8];
        read.get(0, state);
        assertThat(state).containsExactly(1, 2, 3, 4, 0.1f, 0.2f, 0.3f, 0.4f);
        String bad = npy("bad.npy", NpyArray.of(new double[] {1, 2, 3, 4, 5, 6, 7, Double.NaN}, 1, 8));
        assertThatThrownBy(() -> Configurations.read(model, bad))
                .hasMessage(bad + ": site 7 of configuration 0 is NaN: must be finite, as a float");
    }
}
