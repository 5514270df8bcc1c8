package org.macrodyn.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.macrodyn.data.Configurations;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.store.Npy;
import org.macrodyn.store.NpyArray;

/** Partial evolution starts from configurations of one's own. */
class GivenConfigurationsTest {
    @TempDir
    Path folder;

    private static byte[] spins(Snapshots<byte[]> set) {
        byte[] all = new byte[set.size() * 256];
        byte[] state = new byte[256];
        for (int i = 0; i < set.size(); i++) {
            set.get(i, state);
            System.arraycopy(state, 0, all, i * 256, 256);
        }
        return all;
    }

    private Kept<Snapshots<byte[]>> throughAFile(byte[] spins) throws Exception {
        Path file = folder.resolve("x.npy");
        Npy.write(file, NpyArray.of(spins, spins.length / 256, 16, 16));
        return Kept.given(Configurations.read(TinyStudy.lattice(3), file.toString()));
    }

    @Test
    void theyAreEvolvedAsThoseOfAStage() throws Exception {
        Study<byte[]> study = TinyStudy.study().configurations(16);
        Kept<Snapshots<byte[]>> made = study.enlarge(study.simulate());
        byte[] spins = spins(made.value());
        Kept<Snapshots<byte[]>> given = throughAFile(spins);
        assertThat(spins(given.value())).isEqualTo(spins);
        assertThat(study.evolve(given).pairs().value().dz())
                .isEqualTo(study.evolve(made).pairs().value().dz());
        byte first = spins[0];
        spins[0] = (byte) -first;
        assertThat(throughAFile(spins).hash()).isNotEqualTo(given.hash());
        spins[0] = first;
        assertThat(throughAFile(spins).hash()).isEqualTo(given.hash());
    }
}
