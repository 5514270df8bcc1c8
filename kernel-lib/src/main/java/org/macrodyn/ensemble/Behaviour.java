package org.macrodyn.ensemble;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.store.Fingerprint;

/**
 * What a micro model's code does, as a {@link Fingerprint}: an edited {@code evolve}, another constant, another formula of
 * an observable gives another one, although the model's name is the same. So a stage on disk is not taken for what edited
 * code would make.
 *
 * <p>On a small grid, with fixed random numbers, the model draws states, evolves the whole for a few events and for a time,
 * evolves a region, observes, and measures increments; each for so many random numbers at most, so that a system where
 * nothing happens any more cannot keep it. Nothing is remembered of an instance: what a notebook's code reads
 * from a variable may change under it. Changes that only very rare events show may be missed.
 */
public final class Behaviour {
    private static final long SEED = 0x6d6163726f64796eL;
    private static final String STREAM = "behaviour";
    /** A model is tried on grids of about this many sites, if it is defined on them. */
    private static final int FEW_SITES = 64;

    private static final int MOST_ROUNDS = 24;
    private static final int SITES_OF_ALL_ROUNDS = 24 * 64;
    private static final int EVENTS = 24;
    private static final int EVENTS_IN_REGION = 8;

    /** Random numbers of one evolution, and of a site's initial state. */
    private static final int MOST_DRAWS = 2000;

    private static final int MOST_STARTS = 8;
    private static final int SITES_OF_ALL_STARTS = 1 << 16;
    /** Differences of observables below this part of them are rounding errors. */
    private static final double ROUNDING = 1e-13;

    private Behaviour() {}

    /**
     * What a model does.
     *
     * @param model the system
     * @param <S> the state array
     * @return its fingerprint
     * @throws CancellationException if the thread is interrupted
     */
    public static <S> String of(MicroModel<S> model) {
        Grid grid = small(model.grid());
        while (!grid.equals(model.grid())) {
            try {
                MicroModel<S> tried = model.on(grid);
                if (tried.grid().equals(grid)) {
                    return new Trial<>(tried).fingerprint();
                }
            } catch (CancellationException interrupt) {
                throw interrupt;
            } catch (RuntimeException notDefinedThere) {
                // A larger grid may do.
            }
            grid = larger(grid, model.grid());
        }
        try {
            return new Trial<>(model).fingerprint();
        } catch (CancellationException interrupt) {
            throw interrupt;
        } catch (RuntimeException broken) {
            // The stage itself will say what is wrong.
            return new Fingerprint().add(broken.getClass().getName()).text();
        }
    }

    /** Extents halved until the sites are few. */
    private static Grid small(Grid grid) {
        Grid small = grid;
        while (small.sites() > FEW_SITES && Math.max(small.layers(), Math.max(small.rows(), small.columns())) > 1) {
            int largest = Math.max(small.layers(), Math.max(small.rows(), small.columns()));
            small = new Grid(
                    small.fields(),
                    halved(small.layers(), largest),
                    halved(small.rows(), largest),
                    halved(small.columns(), largest));
        }
        return small;
    }

    private static int halved(int extent, int largest) {
        return extent == largest ? (extent + 1) / 2 : extent;
    }

    private static Grid larger(Grid grid, Grid whole) {
        return new Grid(
                whole.fields(),
                Math.min(2 * grid.layers(), whole.layers()),
                Math.min(2 * grid.rows(), whole.rows()),
                Math.min(2 * grid.columns(), whole.columns()));
    }

    /**
     * Where the runs of a simulation start.
     *
     * @param simulation the ensemble
     * @param <S> the state array
     * @return fingerprint of the initial states of some runs, the first and the last among them
     * @throws IllegalArgumentException if the first is another when it is drawn again
     */
    public static <S> String ofStarts(Simulation<S> simulation) {
        int sites = simulation.model().grid().sites();
        int most = Math.max(2, Math.min(MOST_STARTS, SITES_OF_ALL_STARTS / sites));
        int count = Math.min(simulation.runs(), most);
        Fingerprint fingerprint = new Fingerprint();
        for (int i = 0; i < count; i++) {
            int run = count == 1 ? 0 : (int) ((long) i * (simulation.runs() - 1) / (count - 1));
            fingerprint.addState(start(simulation, run));
        }
        String first = new Fingerprint().addState(start(simulation, 0)).text();
        if (!new Fingerprint().addState(start(simulation, 0)).text().equals(first)) {
            throw new IllegalArgumentException(
                    "start draws another state from the same random numbers: use the generator that it is given, and no other");
        }
        return fingerprint.text();
    }

    private static <S> S start(Simulation<S> simulation, int run) {
        S state = simulation
                .model()
                .stateType()
                .allocate(simulation.model().grid().sites());
        simulation.initial().draw(state, run, RandomStreams.stream(simulation.seed(), simulation.stage(), run));
        return state;
    }

    /**
     * A few states of a model with fixed random numbers, to try code on.
     *
     * @param model the system
     * @param count how many
     * @param <S> the state array
     * @return states that {@link MicroModel#initialise} drew
     */
    public static <S> Snapshots<S> states(MicroModel<S> model, int count) {
        Snapshots<S> states = new Snapshots<>(model.grid(), model.stateType(), count);
        S state = model.stateType().allocate(model.grid().sites());
        for (int i = 0; i < count; i++) {
            model.initialise(state, RandomStreams.stream(SEED, STREAM, i));
            states.set(i, state);
        }
        return states;
    }

    /** One model on one grid. */
    private static final class Trial<S> {
        private final MicroModel<S> model;
        private final Grid grid;
        private final double[] z;
        private final Fingerprint fingerprint = new Fingerprint();

        Trial(MicroModel<S> model) {
            this.model = model;
            grid = model.grid();
            z = new double[model.observables().size()];
        }

        String fingerprint() {
            fingerprint.add(String.valueOf(model.stateType()));
            if (model.spill() > 0) {
                fingerprint.add(model.spill());
            }
            List.copyOf(model.observables()).forEach(fingerprint::add);
            int rounds = Math.max(1, Math.min(MOST_ROUNDS, SITES_OF_ALL_ROUNDS / grid.sites()));
            for (int round = 0; round < rounds; round++) {
                round(RandomStreams.stream(SEED, STREAM, round));
            }
            return fingerprint.text();
        }

        private void round(RandomGenerator random) {
            S state = model.stateType().allocate(grid.sites());
            model.initialise(state, new Limited(random, (long) MOST_DRAWS * grid.sites()));
            add(state);
            double time = evolve(state, grid.whole(), Span.events(EVENTS), random);
            add(state);
            boolean positive = time > 0 && time < Double.POSITIVE_INFINITY;
            evolve(state, grid.whole(), Span.time(positive ? time : 1), random);
            add(state);
            evolveRegion(state, random);
        }

        private double evolve(S state, Region region, Span span, RandomGenerator random) {
            double time;
            try {
                time = model.evolve(state, region, span, new Limited(random, MOST_DRAWS));
            } catch (Spent unfinished) {
                time = Double.NaN;
            }
            fingerprint.add(time);
            return time;
        }

        private void add(S state) {
            model.observe(state, z);
            fingerprint.addState(state).add(z);
        }

        /** With true neighbours around it. Models need not be defined for every region. */
        private void evolveRegion(S before, RandomGenerator random) {
            Region region = new Region(
                    grid,
                    grid.layers() / 4,
                    grid.rows() / 4,
                    grid.columns() / 4,
                    (grid.layers() + 1) / 2,
                    (grid.rows() + 1) / 2,
                    (grid.columns() + 1) / 2);
            S after = model.stateType().allocate(grid.sites());
            System.arraycopy(before, 0, after, 0, grid.sites());
            double[] dz = new double[z.length];
            try {
                evolve(after, region, Span.events(EVENTS_IN_REGION), random);
                model.increment(before, after, region.widened(model.spill()), dz);
            } catch (CancellationException interrupt) {
                throw interrupt;
            } catch (RuntimeException notDefinedThere) {
                fingerprint.add(notDefinedThere.getClass().getName());
            }
            add(after);
            for (int c = 0; c < dz.length; c++) {
                dz[c] = Math.abs(dz[c]) < ROUNDING * Math.abs(z[c]) ? 0 : dz[c];
            }
            fingerprint.add(dz);
        }
    }

    /** So many random numbers and no more. */
    private static final class Limited implements RandomGenerator {
        private final RandomGenerator random;
        private long left;

        Limited(RandomGenerator random, long most) {
            this.random = random;
            left = most;
        }

        @Override
        public long nextLong() {
            if (left-- <= 0) {
                throw new Spent();
            }
            return random.nextLong();
        }
    }

    /** An evolution has drawn all its random numbers. */
    private static final class Spent extends RuntimeException {
        private static final long serialVersionUID = 1;

        Spent() {
            super("no more random numbers", null, false, false);
        }
    }
}
