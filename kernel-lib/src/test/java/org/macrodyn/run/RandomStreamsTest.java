package org.macrodyn.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomStreamsTest {
    @Test
    void aStreamDependsOnSeedStageAndIndexOnly() {
        long first = RandomStreams.stream(42, "simulate", 7).nextLong();
        assertThat(RandomStreams.stream(42, "simulate", 7).nextLong()).isEqualTo(first);
        Set<Long> others = new HashSet<>(Set.of(first));
        for (int i = 0; i < 2000; i++) {
            others.add(RandomStreams.stream(42, "upsample", i).nextLong());
            others.add(RandomStreams.stream(43, "simulate", i).nextLong());
        }
        assertThat(others).hasSize(4001);
    }

    /** Neighbouring streams: the mean of their first numbers is ½ and they do not correlate, 4 standard errors. */
    @Test
    void neighbouringStreamsAreIndependent() {
        int n = 100_000;
        double sum = 0;
        double product = 0;
        double last = 0.5;
        for (int i = 0; i < n; i++) {
            double u = RandomStreams.stream(1, "neighbours", i).nextDouble();
            sum += u;
            product += (u - 0.5) * (last - 0.5);
            last = u;
        }
        assertThat(sum / n).isCloseTo(0.5, within(4 * Math.sqrt(1.0 / 12 / n)));
        assertThat(product / n).isCloseTo(0, within(4 / 12.0 / Math.sqrt(n)));
    }
}
