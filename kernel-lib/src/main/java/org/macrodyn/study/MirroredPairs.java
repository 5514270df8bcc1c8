package org.macrodyn.study;

import java.util.List;
import java.util.stream.IntStream;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.sde.Scheme;

/**
 * Pairs of a system with the symmetry z_c → −z_c, each with its mirror image, so that the learnt law has that symmetry up to
 * what the networks leave.
 *
 * @param pairs how the pairs are made
 * @param observable name of z_c
 * @param <S> the state array
 */
public record MirroredPairs<S>(PairRule<S> pairs, String observable) implements PairRule<S> {
    @Override
    public Kept<MacroPairs> make(Study<S> study, Kept<Snapshots<S>> configurations, Kept<ClosureModel<S>> closure) {
        return makeAll(study, configurations, List.of(closure)).get(0);
    }

    @Override
    public List<Kept<MacroPairs>> makeAll(
            Study<S> study, Kept<Snapshots<S>> configurations, List<Kept<ClosureModel<S>>> closures) {
        closures.forEach(this::component);
        List<Kept<MacroPairs>> made = pairs.makeAll(study, configurations, closures);
        return IntStream.range(0, made.size())
                .mapToObj(i -> made.get(i)
                        .then(made.get(i).value().mirrored(component(closures.get(i))), "+mirrored " + observable))
                .toList();
    }

    private int component(Kept<ClosureModel<S>> closure) {
        int component = closure.value().names().indexOf(observable);
        if (component < 0) {
            throw new IllegalArgumentException("mirrored " + observable + ": must be one of "
                    + closure.value().names());
        }
        return component;
    }

    @Override
    public void requireFit(Study<S> study) {
        pairs.requireFit(study);
    }

    @Override
    public int substeps(double time, double step) {
        return pairs.substeps(time, step);
    }

    @Override
    public Scheme scheme() {
        return pairs.scheme();
    }
}
