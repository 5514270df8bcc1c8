package org.macrodyn.study;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.macrodyn.ensemble.Behaviour;
import org.macrodyn.ensemble.Snapshots;
import org.macrodyn.law.EventRates;
import org.macrodyn.micro.EventModel;
import org.macrodyn.run.Parallel;
import org.macrodyn.scale.Generator;
import org.macrodyn.store.Fingerprint;
import org.macrodyn.store.Identity;
import org.macrodyn.store.NpyArray;
import org.macrodyn.store.Npz;

/**
 * Rates of events by what they do to the observables, counted in configurations: the sum over all patches of a patch's rates,
 * each of whose events sees the whole configuration around it. K times one patch has the same mean, with the noise of the choice
 * of the patch.
 *
 * @param model knows its events
 * @param <S> the state array
 */
record CountedRates<S>(EventModel<S> model) {
    private static final int STATES = 3;

    static <S> Kept<EventRates> of(Study<S> study, Kept<Snapshots<S>> configurations) {
        CountedRates<S> counted = new CountedRates<>(Generator.of(study.large()).model());
        Snapshots<S> states = study.requireLarge("rates in configurations of ", configurations);
        return study.keeping()
                .keep(new Step<>(
                        "jumps",
                        "rates of events of " + study.large().grid(),
                        counted.identity().from(configurations.hash()),
                        states.size(),
                        codec(counted.model.observables()),
                        (from, to, threads, progress) -> {
                            EventRates[] rows = new EventRates[to - from];
                            Parallel.forEach(from, to, threads, progress, i -> rows[i - from] = counted.at(states, i));
                            return EventRates.joined(Arrays.asList(rows));
                        }));
    }

    private Identity identity() {
        Fingerprint fingerprint = new Fingerprint();
        Snapshots<S> states = Behaviour.states(model, STATES);
        for (int i = 0; i < STATES; i++) {
            EventRates rates = at(states, i);
            for (double[] step : rates.steps()) {
                fingerprint.add(step);
            }
            fingerprint.add(rates.rates()[0]);
        }
        return Identities.of(model, EventRates.ALGORITHM, Map.of()).behaviour("events", fingerprint.text());
    }

    private EventRates at(Snapshots<S> states, int i) {
        S state = model.stateType().allocate(states.grid().sites());
        states.get(i, state);
        double[] z = new double[model.observables().size()];
        EventRates.Builder rates = new EventRates.Builder(model.observables());
        model.observe(state, z);
        rates.begin(z);
        model.events(state, model.grid().whole(), rates::add);
        return rates.rates();
    }

    private static Codec<EventRates> codec(List<String> names) {
        return new Codec<>(
                part -> Map.of(
                        "z", NpyArray.of(part.z()),
                        "steps", NpyArray.of(part.steps()),
                        "rates", NpyArray.of(part.rates())),
                arrays -> new EventRates(
                        names,
                        Npz.array(arrays, "z").matrix(),
                        Npz.array(arrays, "steps").matrix(),
                        Npz.array(arrays, "rates").matrix()),
                EventRates::joined);
    }
}
