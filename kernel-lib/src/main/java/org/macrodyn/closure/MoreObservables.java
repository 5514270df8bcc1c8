package org.macrodyn.closure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.SiteEventModel;
import org.macrodyn.micro.SiteFunction;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;
import org.macrodyn.scale.Patches;

/**
 * A system with further observables, closure variables ẑ behind its own z*: {@link ObservablesOnly} of it is then a closure
 * whose increments obey all that is true of observables, at the edges of patches, beside margins, and where events change
 * several sites.
 *
 * <p>If they are sums over sites and the system is a {@link SiteEventModel}, so is this one.
 *
 * @param <S> the state array
 */
public class MoreObservables<S> implements MicroModel<S> {
    private final MicroModel<S> model;
    private final Measure<S> more;
    private final List<String> names;

    private MoreObservables(MicroModel<S> model, Measure<S> more) {
        this.model = model;
        this.more = more;
        List<String> all = new ArrayList<>(model.observables());
        for (String name : more.names()) {
            if (all.contains(name)) {
                throw new IllegalArgumentException(
                        "closure variable '" + name + "': the system observes " + all + ", choose another name");
            }
            all.add(name);
        }
        names = List.copyOf(all);
    }

    private static <S> MoreObservables<S> of(MicroModel<S> model, Measure<S> more) {
        return model instanceof SiteEventModel<S> events && more instanceof Measure.Local<S> local
                ? new WithEvents<>(events, local)
                : new MoreObservables<>(model, more);
    }

    /**
     * With a mean over patches, ẑ = (1/K) Σ_I e(x_I).
     *
     * @param model the system
     * @param patches its tiling
     * @param name of the variable
     * @param value e
     * @param <S> the state array
     * @return the system with one more observable
     * @throws IllegalArgumentException if the system has an observable of that name; later, if a value is not finite
     */
    public static <S> MicroModel<S> mean(MicroModel<S> model, Patches patches, String name, PatchValue<S> value) {
        PatchMeans.requireTiling(model, patches);
        return of(model, new PatchMeasure<>(name, value, patches));
    }

    /**
     * With means and correlations of what sites show, ⟨f_a⟩ = (1/n) Σ_p f_a(p) and, for each pair a ≤ b and each of the first
     * distances r of the lattice, ⟨f_a f_b⟩_r, the mean of f_a(p) f_b(p′) over all pairs of sites that far apart. On a line
     * distances are 1, 2, 3, …, in the plane 1, √2, 2, √5, …, in space 1, √2, √3, 2, ….
     *
     * @param model the system
     * @param functions f, one or more
     * @param distances how many, 0 for means alone
     * @param <S> the state array
     * @return the system with as many more observables, of which some may follow from others
     * @throws IllegalArgumentException if there is no function, or the system has an observable of such a name
     */
    public static <S> MicroModel<S> correlations(MicroModel<S> model, List<SiteFunction<S>> functions, int distances) {
        return of(model, new Correlations<>(model.grid(), functions, distances));
    }

    @Override
    public Grid grid() {
        return model.grid();
    }

    @Override
    public MicroModel<S> on(Grid grid) {
        return of(model.on(grid), more.on(grid));
    }

    @Override
    public StateType<S> stateType() {
        return model.stateType();
    }

    @Override
    public void initialise(S state, RandomGenerator random) {
        model.initialise(state, random);
    }

    @Override
    public double evolve(S state, Region region, Span span, RandomGenerator random) {
        return model.evolve(state, region, span, random);
    }

    @Override
    public int spill() {
        return model.spill();
    }

    @Override
    public List<SiteFunction<S>> siteFunctions() {
        return model.siteFunctions();
    }

    /** The system's own, then the further ones. */
    @Override
    public List<String> observables() {
        return names;
    }

    @Override
    public void observe(S state, double[] z) {
        double[] own = new double[model.observables().size()];
        model.observe(state, own);
        join(own, more.of(state), z);
    }

    @Override
    public void increment(S before, S after, Region region, double[] dz) {
        double[] own = new double[model.observables().size()];
        model.increment(before, after, region, own);
        join(own, more.increment(before, after, region), dz);
    }

    private static void join(double[] own, double[] further, double[] all) {
        System.arraycopy(own, 0, all, 0, own.length);
        System.arraycopy(further, 0, all, own.length, further.length);
    }

    @Override
    public String toString() {
        return model + " with " + more;
    }

    /** A system whose events tell what they do to the further observables. */
    private static final class WithEvents<S> extends MoreObservables<S> implements SiteEventModel<S> {
        private final SiteEventModel<S> model;
        private final Measure.Local<S> more;

        WithEvents(SiteEventModel<S> model, Measure.Local<S> more) {
            super(model, more);
            this.model = model;
            this.more = more;
        }

        @Override
        public void events(S state, Region region, EventVisitor visitor) {
            siteEvents(state, region, (rate, dz, after, sites) -> visitor.event(rate, dz));
        }

        @Override
        public void siteEvents(S state, Region region, SiteEventVisitor<S> visitor) {
            double[] further = new double[more.names().size()];
            double[] all = Arrays.copyOf(further, observables().size());
            Measure.Changes<S> changes = more.changes(state);
            model.siteEvents(state, region, (rate, dz, after, sites) -> {
                changes.to(after, sites, further);
                join(dz, further, all);
                visitor.event(rate, all, after, sites);
            });
        }
    }
}
