package org.macrodyn.micro.rules;

import java.util.Iterator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.LocalModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.SiteEventModel;
import org.macrodyn.micro.SiteFunction;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;

/**
 * The model that {@link Rules} declare: a continuous-time Markov chain of sites in states 0, 1, …, with its events known.
 *
 * <p>An event belongs to a region by the share of the sites that it changes inside. One that changes both ends of a bond across
 * the region's edge happens in full at half its rate, so that the site outside changes, too: see {@link #spill}. Spans of
 * events count what changes the state. As an {@link Iterable} it goes through its rules.
 */
public final class RuleModel implements LocalModel<byte[]>, SiteEventModel<byte[]>, Iterable<Rule> {
    private final Lattice lattice;
    private final List<String> states;
    private final List<Reaction> reactions;
    private final Kinetics kinetics;
    private final Observed observed;
    private final Mixture start;
    private final Events events;

    RuleModel(Lattice lattice, List<String> states, List<Reaction> reactions, List<String> observables) {
        this(
                lattice,
                states,
                reactions,
                new Kinetics(states.size(), lattice.degree(), reactions),
                new Observed(observables, states, lattice.degree()),
                Mixture.any(states));
    }

    private RuleModel(
            Lattice lattice,
            List<String> states,
            List<Reaction> reactions,
            Kinetics kinetics,
            Observed observed,
            Mixture start) {
        if (kinetics.byBothEnds && lattice.hasDoubleBonds()) {
            throw new IllegalArgumentException("rates by the neighbours of both ends of a bond on the grid "
                    + lattice.grid + ": two bonds join the same sites; every extent must be at least 3");
        }
        this.lattice = lattice;
        this.states = states;
        this.reactions = reactions;
        this.kinetics = kinetics;
        this.observed = observed;
        this.start = start;
        events = new Events(kinetics, observed, states.size());
    }

    @Override
    public RuleModel on(Grid grid) {
        return new RuleModel(lattice.on(grid), states, reactions, kinetics, observed, start);
    }

    /**
     * Chooses a fraction of what {@link #initialise} draws; what is left goes to the first state that has none. As a start of
     * forecasts: {@code study.from(sirs.start("I", 0.01))}.
     *
     * @param state a state's name
     * @param fraction of the sites, at random places, from 0 to 1
     * @return the changed model
     * @throws IllegalArgumentException if there is no such state, the fraction is not from 0 to 1, or all add up to something
     *     else than 1
     */
    public RuleModel start(String state, double fraction) {
        return new RuleModel(lattice, states, reactions, kinetics, observed, start.with(state, fraction));
    }

    @Override
    public Grid grid() {
        return lattice.grid;
    }

    @Override
    public StateType<byte[]> stateType() {
        return StateType.BYTES;
    }

    /**
     * The names of the states.
     *
     * @return the name of the state k at place k
     */
    public List<String> states() {
        return states;
    }

    /**
     * Draws a random mixture: of fractions drawn evenly from all that there are, or of those that {@link #start} gave. The
     * number of sites in a state is n · fraction, rounded up or down at random so that its mean is right.
     *
     * @param state of any length. Overwritten.
     * @param random source of randomness
     */
    @Override
    public void initialise(byte[] state, RandomGenerator random) {
        start.draw(state, random);
    }

    @Override
    public double evolve(byte[] state, Region region, Span span, RandomGenerator random) {
        return evolve(state, region, span, random, Evolution.Way.FASTEST);
    }

    double evolve(byte[] state, Region region, Span span, RandomGenerator random, Evolution.Way way) {
        requireState(state);
        requireRegion(region);
        try {
            return new Evolution(kinetics, lattice, state, region, random, way).over(span);
        } catch (IndexOutOfBoundsException noSuchState) {
            Picture.requireStates(state, states);
            throw noSuchState;
        }
    }

    /**
     * How far beyond a region {@link #evolve} may change sites.
     *
     * @return the reach of the neighbours if a rule changes both ends of a bond, else 0
     */
    @Override
    public int spill() {
        return kinetics.changesPairs ? lattice.reach : 0;
    }

    @Override
    public void events(byte[] state, Region region, EventVisitor visitor) {
        requireState(state);
        requireRegion(region);
        events.tell(lattice, state, region, visitor);
    }

    @Override
    public void siteEvents(byte[] state, Region region, SiteEventVisitor<byte[]> visitor) {
        requireState(state);
        requireRegion(region);
        events.tellOneByOne(lattice, state, region, visitor);
    }

    /**
     * What a site shows: whether it is in a state, 1 or 0, for each state but the first, whose fraction is what the others
     * leave.
     *
     * @return one function for each state but the first, with its name
     */
    @Override
    public List<SiteFunction<byte[]>> siteFunctions() {
        return IntStream.range(1, states.size())
                .mapToObj(s -> SiteFunction.of(states.get(s), new Indicator(s)))
                .toList();
    }

    /** Whether a site is in a state. */
    private record Indicator(int of) implements SiteFunction.Of<byte[]> {
        @Override
        public double at(byte[] state, int position) {
            return state[position] == of ? 1 : 0;
        }
    }

    @Override
    public List<String> observables() {
        return observed.names;
    }

    @Override
    public int reach() {
        return lattice.reach;
    }

    @Override
    public void addShare(byte[] state, int site, double[] sums) {
        observed.addShare(state, lattice, site, sums);
    }

    @Override
    public void observe(byte[] state, double[] z) {
        requireState(state);
        try {
            observed.observe(state, lattice, z);
        } catch (IndexOutOfBoundsException noSuchState) {
            Picture.requireStates(state, states);
            throw noSuchState;
        }
    }

    @Override
    public void increment(byte[] before, byte[] after, Region region, double[] dz) {
        requireState(before);
        requireState(after);
        long[] sums = new long[dz.length];
        observed.addIncrement(before, after, region, lattice, sums);
        observed.divide(sums, lattice, dz);
    }

    private void requireState(byte[] state) {
        if (state.length != grid().sites()) {
            throw new IllegalArgumentException(
                    "state of " + state.length + " sites on the grid " + grid() + ": must have " + grid().sites());
        }
    }

    private void requireRegion(Region region) {
        if (!region.grid().equals(grid())) {
            throw new IllegalArgumentException(
                    "region of the grid " + region.grid() + " in a model on " + grid() + ": must be the same grid");
        }
    }

    /**
     * A configuration to be looked at: {@code show(sirs.picture(state).titled("t = 5"))}, or a list of
     * pictures side by side.
     *
     * @param state {@code [n]}. Copied.
     * @return the picture of its first layer
     * @throws IllegalArgumentException if the state is another grid's or holds a number that is no state
     */
    public Picture picture(byte[] state) {
        return new Picture("", grid(), state.clone(), states, 0);
    }

    /**
     * The rules as they were declared: {@code table(sirs)} shows them.
     *
     * @return one row for each
     */
    @Override
    public Iterator<Rule> iterator() {
        return reactions.stream().map(Reaction::row).iterator();
    }

    @Override
    public String toString() {
        return Rules.describe(lattice, states, reactions) + "; observed " + String.join(", ", observed.names)
                + "; start " + start;
    }
}
