package org.macrodyn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.StateType;
import org.macrodyn.run.RandomStreams;
import org.macrodyn.scale.ModelCheck;
import org.macrodyn.scale.Patches;

/** Programs that end, hang, lie or print are told in one line. */
class ExternalFaultsTest {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Region PATCH = new Region(Grid.square(16), 0, 3, 4, 1, 8, 8);

    @TempDir
    Path folder;

    private Path memory;

    @BeforeEach
    void forget() {
        memory = folder.resolve("memory");
    }

    private Simulator simulator(String fault) {
        return ChildSimulator.simulator("ising", fault, memory).withLimits(LONG, LONG);
    }

    private static byte[] evolved(ExternalModel<byte[]> model) {
        byte[] state = new byte[256];
        Arrays.fill(state, (byte) 1);
        model.evolve(state, PATCH, Span.time(1), RandomStreams.stream(3, "test", 0));
        return state;
    }

    private byte[] expected() {
        byte[] state = new byte[256];
        Arrays.fill(state, (byte) 1);
        new ChildSimulator.Here<>(ChildSimulator.ising())
                .evolve(state, PATCH, Span.time(1), RandomStreams.stream(3, "test", 0));
        return state;
    }

    @Test
    void oneThatDiesOnceIsStartedAgainAndAnswersTheSame() {
        try (var model = ExternalModel.of(StateType.SPINS, simulator("dies once"))) {
            assertThat(evolved(model)).isEqualTo(expected());
            assertThat(model.journal()).hasSize(3);
            assertThat(model.journal().get(0)).matches("process \\d+ started in \\d+\\.\\d\\d s");
            assertThat(model.journal().get(1))
                    .matches("process \\d+ ended with status 3 while evolving a state of 10×10; it said:"
                            + " Exception: cosmic ray \\| at line 7");
            assertThat(model.journal().get(2)).matches("process \\d+ started in .*");
        }
    }

    @Test
    void oneThatHangsOnceIsKilledAndStartedAgain() {
        try (var model =
                ExternalModel.of(StateType.SPINS, simulator("hangs once").withLimits(LONG, SHORT))) {
            assertThat(evolved(model)).isEqualTo(expected());
            assertThat(model.journal().get(1))
                    .matches("process \\d+ gave no answer in 0.4 s and was killed while evolving a state of 10×10");
        }
    }

    @Test
    void oneThatDiesTwiceIsReportedWithWhatItSaid() {
        Simulator simulator = simulator("dies");
        try (var model = ExternalModel.of(StateType.SPINS, simulator)) {
            assertThatThrownBy(() -> evolved(model))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageMatching("(?s)\\Q" + simulator + "\\E failed twice in the same request: process \\d+"
                            + " ended with status 3 while evolving a state of 10×10; it said: Exception: division by"
                            + " zero \\| at line 7");
        }
    }

    @Test
    void oneThatDiesAgainAndAgainIsGivenUp() {
        Simulator simulator = simulator("tires");
        try (var model = ExternalModel.of(StateType.SPINS, simulator)) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 90; i++) {
                            assertThat(evolved(model)).isEqualTo(expected());
                        }
                    })
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageMatching(
                            "(?s)\\Q" + simulator + "\\E ended or hung 9 times in \\d+ requests: must be at most"
                                    + " 8, or one in 10; mend the program; at last process \\d+ ended with status 3 while"
                                    + " evolving a state of 10×10; it said: Exception: out of handles \\| at line 7");
        }
    }

    @Test
    void oneThatSeldomDiesIsNotGivenUp() {
        try (var model = ExternalModel.of(StateType.SPINS, simulator("tires"))) {
            while (model.restarts() < 10) {
                assertThat(evolved(model)).isEqualTo(expected());
                for (int i = 0; i < 10; i++) {
                    model.observe(expected(), new double[model.observables().size()]);
                }
            }
        }
    }

    @Test
    void oneThatDiedBetweenRequestsIsCountedAndTold() throws Exception {
        try (var model = ExternalModel.of(StateType.SPINS, simulator("none"))) {
            ProcessHandle process = process(model);
            process.destroyForcibly();
            process.onExit().get(2, TimeUnit.SECONDS);
            assertThat(evolved(model)).isEqualTo(expected());
            assertThat(model.restarts()).isEqualTo(1);
            assertThat(model.journal().get(1)).matches("process \\d+ ended with status \\d+ between requests");
        }
    }

    @Test
    void aCheckOfTheModelTellsRestarts() {
        try (var model = ExternalModel.of(StateType.SPINS, simulator("dies once"))) {
            List<ModelCheck> checks = ModelCheck.of(model, Patches.square(16, 8), 42);
            assertThat(checks.get(checks.size() - 1))
                    .isEqualTo(new ModelCheck(
                            "processes",
                            ModelCheck.Result.NOTE,
                            "1 restarts, which change no numbers but take time: journal() says why"));
            assertThat(checks)
                    .filteredOn(check -> check.result() != ModelCheck.Result.OK)
                    .hasSize(1);
        }
    }

    @Test
    void oneThatHangsTwiceIsReportedWithItsLimit() {
        try (var model = ExternalModel.of(StateType.SPINS, simulator("hangs").withLimits(LONG, SHORT))) {
            assertThatThrownBy(() -> evolved(model))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith("gave no answer in 0.4 s and was killed while evolving a state of 10×10"
                            + " (longer: Simulator.withLimits)");
        }
    }

    @Test
    void oneThatIsSlowToStartIsWaitedFor() {
        try (var model = ExternalModel.of(StateType.SPINS, simulator("slow"))) {
            assertThat(evolved(model)).isEqualTo(expected());
        }
    }

    @Test
    void oneThatShoutsIsHeardOut() {
        try (var model = ExternalModel.of(StateType.SPINS, simulator("shouts"))) {
            assertThat(evolved(model)).isEqualTo(expected());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    prints; starts with 'usage: simulator T L' and not with a hello of at most 65536 bytes
                    dies at start; failed twice in the same request: process
                    dies at start; ended with status 3 while starting; it said: Exception: no such file: couplings.txt | at line 7
                    """)
    void aStartWithoutAHelloIsTold(String fault, String message) {
        Simulator simulator = simulator(fault);
        assertThatThrownBy(() -> ExternalModel.of(StateType.SPINS, simulator))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(simulator + " ")
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aStartThatHangsIsTold() {
        Simulator simulator = simulator("hangs at start").withLimits(SHORT, LONG);
        assertThatThrownBy(() -> ExternalModel.of(StateType.SPINS, simulator))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("gave no answer in 0.4 s and was killed while starting");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    has zeros; a state evolved for δt = 1.0 has 0 at site 3: spins must be −1 or +1
                    moves others; moved site 0 outside it, which must rest
                    goes back; evolving for δt = 1.0 took a time of -1.0, must be finite and at least 0
                    is short; answered evolving a state of 10×10 with status 0 and 115 bytes: must be status 0 and 116 bytes, or status 1 and a sentence
                    miscounts; answered evolving a state of 10×10 with 2 results: must be 1
                    """)
    void aBrokenPromiseIsToldAtOnce(String fault, String message) {
        Simulator simulator = simulator(fault);
        try (var model = ExternalModel.of(StateType.SPINS, simulator)) {
            assertThatThrownBy(() -> evolved(model))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(simulator.toString())
                    .hasMessageEndingWith(message);
            assertThat(model.journal()).hasSize(1);
        }
    }

    @Test
    void fieldsAndObservablesMustBeFinite() {
        Grid line = Grid.line(1, 24);
        try (var model = ExternalModel.of(StateType.FLOATS, ChildSimulator.simulator("springs", "has NaN", memory))) {
            assertThatThrownBy(() ->
                            model.evolve(new float[24], line.whole(), Span.time(1), RandomStreams.stream(1, "", 0)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith("a state evolved for δt = 1.0 has NaN at site 3: must be finite");
        }
        try (var model =
                ExternalModel.of(StateType.FLOATS, ChildSimulator.simulator("springs", "observes NaN", memory))) {
            assertThatThrownBy(() -> model.observe(new float[24], new double[2]))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith("mean of a state of 24 is NaN, must be finite");
        }
    }

    @Test
    void aRefusalIsThrownAndTheProcessStays() {
        try (var model = ExternalModel.of(StateType.SPINS, simulator("refuses"))) {
            Grid seven = new Grid(1, 1, 16, 7);
            assertThatThrownBy(() -> model.on(seven))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("refuses observing 0 states of 16×7: no lattice of | 7 columns");
            assertThat(evolved(model)).isEqualTo(expected());
            assertThat(model.journal()).hasSize(1);
        }
    }

    /** As one that was edited in between, or draws from the clock, does. */
    @Test
    void aLaterProcessThatAnswersOtherwiseIsRefused() throws Exception {
        try (var model = ExternalModel.of(StateType.SPINS, simulator("remembers"))) {
            evolved(model);
            ProcessHandle process = process(model);
            process.destroyForcibly();
            process.onExit().get(2, TimeUnit.SECONDS);
            assertThatThrownBy(() -> evolved(model))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("answers otherwise, with the same seed, than its first process did: make the"
                            + " model anew if the program was edited");
        }
    }

    /** As a process on another machine would be, and is, if another version of the program is there. */
    @Test
    void aProcessWhereThePoolHasTravelledIsHeldToTheFirstOnesAnswer() {
        ProcessPool here = started("remembers");
        Request request = evolution();
        here.ask(request);
        ProcessPool there = (ProcessPool) here.packed().unpacked();
        assertThatThrownBy(() -> there.ask(request))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("answers otherwise, with the same seed, than its first process did");
        here.close();
        there.close();
    }

    @Test
    void whatTravelsIsUnpackedOnceAndKnowsTheHello() {
        ProcessPool here = started("none");
        Request request = evolution();
        ByteBuffer answer = here.ask(request);
        ProcessPool there = (ProcessPool) here.packed().unpacked();
        assertThat(there).isNotSameAs(here).isSameAs(here.packed().unpacked());
        assertThat(there.hello()).isEqualTo(here.hello());
        assertThat(there.journal()).isEmpty();
        assertThat(there.ask(request)).isEqualTo(answer);
        assertThat(there.journal()).hasSize(1);
        here.close();
        there.close();
        assertThatThrownBy(here::packed).hasMessageEndingWith(" is closed: make the model anew");
    }

    /** Its process runs: a first evolution that waited for one may be too late to be remembered. */
    private ProcessPool started(String fault) {
        ProcessPool pool = new ProcessPool(simulator(fault));
        assertThat(pool.hello().observables()).isNotEmpty();
        return pool;
    }

    private static Request evolution() {
        Grid grid = Grid.square(16);
        ByteBuffer jobs = Request.room(grid, 1, Request.EVOLVE_HEADER + grid.sites(), Double.BYTES + grid.sites());
        Request.putEvolution(jobs, 42, PATCH, Span.time(1));
        byte[] up = new byte[grid.sites()];
        Arrays.fill(up, (byte) 1);
        jobs.put(up);
        return new Request(Request.Kind.EVOLVE, grid, 1, jobs, Double.BYTES + grid.sites());
    }

    @Test
    void anInterruptStopsWithinAFifthOfASecondAndKillsTheProcess() throws Exception {
        try (var model = ExternalModel.of(StateType.SPINS, simulator("hangs"))) {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread caller = new Thread(() -> {
                try {
                    evolved(model);
                } catch (CancellationException cancelled) {
                    thrown.set(cancelled);
                }
            });
            ProcessHandle process = process(model);
            caller.start();
            Thread.sleep(300);
            long start = System.nanoTime();
            caller.interrupt();
            caller.join();
            assertThat(System.nanoTime() - start).isLessThan(200_000_000L);
            assertThat(thrown.get()).hasMessageContaining("interrupted while evolving a state of 10×10");
            process.onExit().get(2, TimeUnit.SECONDS);
        }
    }

    private static ProcessHandle process(ExternalModel<byte[]> model) {
        String pid = model.journal().get(0).replaceAll("\\D+(\\d+) started.*", "$1");
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    @Test
    void processesEndWithTheirModel() throws Exception {
        var model = ExternalModel.of(StateType.SPINS, simulator("none"));
        ProcessHandle process = process(model);
        model.close();
        process.onExit().get(2, TimeUnit.SECONDS);
        assertThatThrownBy(() -> evolved(model))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith(" is closed: make the model anew");
        assertThat(model.journal()).hasSize(1);
    }

    @Test
    void aProgramThatIsNotThereIsTold() {
        assertThatThrownBy(() -> ExternalModel.of(StateType.SPINS, "no-such-program", "2.5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("simulator 'no-such-program 2.5' cannot be started: ")
                .hasMessageEndingWith("; give a program that is here");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    macrodyn-simulator 2; starts with 'macrodyn-simulator 2': the first line must be 'macrodyn-simulator 1'
                    macrodyn-simulator 1,name a,name b; has the line 'name b': each of
                    macrodyn-simulator 1,reach; has the line 'reach': each of
                    macrodyn-simulator 1,size 7; has the line 'size 7': each of
                    macrodyn-simulator 1,name a,type spins,reach 1,observable m; lacks the line 'grid': must be there
                    macrodyn-simulator 1,name a,type int,grid 1 1 2 2,reach 1,observable m; has the type 'int': must be spins, bytes or floats
                    macrodyn-simulator 1,name a,type spins,grid 8 8,reach 1,observable m; has the grid '8 8': must be fields, layers, rows and columns
                    macrodyn-simulator 1,name a,type spins,grid 1 1 2 2,reach -1,observable m; has reach '-1': must be a whole number of at least 0
                    macrodyn-simulator 1,name a,type spins,grid 1 1 2 2,reach 1; has 0 observables: must be 1 to 1000, each name once
                    macrodyn-simulator 1,name a,type spins,grid 1 1 2 2,reach 1,observable m,observable m; has 2 observables: must be 1 to 1000, each name once
                    macrodyn-simulator 1,name a,type spins,grid 0 1 2 2,reach 1,observable m; every extent must be at least 1
                    """)
    void aWrongHelloIsToldByItsLine(String lines, String message) {
        assertThatThrownBy(() -> Hello.parse(lines.replace(',', '\n')))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aHelloIsReadLineByLine() {
        Hello hello = Hello.parse(
                "macrodyn-simulator 1\nname Ising 2.0\ntype bytes\ngrid 1 2 3 4\nreach all\nobservable a b\nobservable c\n");
        assertThat(hello)
                .isEqualTo(new Hello(
                        "Ising 2.0", StateType.BYTES, new Grid(1, 2, 3, 4), Hello.EVERYWHERE, 0, List.of("a b", "c")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void aPoolNeedsAProcess(int processes) {
        assertThatThrownBy(() -> Simulator.of("x").withProcesses(processes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(processes + " processes of a simulator: must be at least 1");
    }

    @Test
    void commandsAndLimitsAreChecked() {
        assertThatThrownBy(Simulator::of)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("simulator without a command: give the program");
        assertThatThrownBy(() -> Simulator.of("x").withLimits(LONG, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a simulator's limit of PT0S to answer: must be above 0");
    }
}
