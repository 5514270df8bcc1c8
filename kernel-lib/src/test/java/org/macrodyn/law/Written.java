package org.macrodyn.law;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.macrodyn.sde.Sde;

/** An SDE that is written down. */
record Written(int dimension, UnaryOperator<double[]> mu, java.util.function.Function<double[], double[][]> sigma)
        implements Sde {
    @Override
    public List<String> names() {
        return IntStream.range(0, dimension).mapToObj(c -> "z" + c).toList();
    }

    @Override
    public double[] drift(double[] z) {
        return mu.apply(z);
    }

    @Override
    public double[][] covariance(double[] z) {
        return sigma.apply(z);
    }
}
