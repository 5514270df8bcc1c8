package org.macrodyn.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.macrodyn.closure.ClosureModel;
import org.macrodyn.closure.MacroPairs;
import org.macrodyn.ensemble.Snapshots;

/**
 * The pairs of several studies. Those that differ in no more than closure and fit make them together, see {@link
 * PairRule#makeAll}.
 */
final class EvolvedTogether {
    private EvolvedTogether() {}

    /** A study with its configurations and closure; which others can make their pairs with it says {@link #group}. */
    private record One<S>(
            int number, Study<S> study, Kept<Snapshots<S>> configurations, Kept<ClosureModel<S>> closure) {
        List<Object> group() {
            return List.of(
                    study.large(),
                    study.patches(),
                    study.seed(),
                    study.keeping(),
                    study.recipe().pairs(),
                    configurations.hash());
        }
    }

    /** Simulates, enlarges and evolves; results in the order of the studies. */
    static <S> List<Study.Pairs<S>> pairs(List<Study<S>> studies) {
        Map<List<Object>, List<One<S>>> groups = new LinkedHashMap<>();
        for (Study<S> study : studies) {
            Kept<Snapshots<S>> configurations = study.enlarge(study.simulate());
            int number = groups.values().stream().mapToInt(List::size).sum();
            One<S> one =
                    new One<>(number, Sampled.of(study, configurations), configurations, study.encoder(configurations));
            groups.computeIfAbsent(one.group(), none -> new ArrayList<>()).add(one);
        }
        Map<Integer, Study.Pairs<S>> all = new TreeMap<>();
        groups.values().forEach(group -> evolve(group, all));
        return List.copyOf(all.values());
    }

    private static <S> void evolve(List<One<S>> group, Map<Integer, Study.Pairs<S>> all) {
        Study<S> any = group.get(0).study;
        List<Kept<ClosureModel<S>>> closures = group.stream().map(One::closure).toList();
        List<Kept<MacroPairs>> made = any.recipe().pairs().makeAll(any, group.get(0).configurations, closures);
        for (int i = 0; i < made.size(); i++) {
            One<S> one = group.get(i);
            all.put(one.number, new Study.Pairs<>(made.get(i), one.closure, one.configurations));
        }
    }
}
