package org.macrodyn.data;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.macrodyn.micro.Exchanges;
import org.macrodyn.micro.Grid;
import org.macrodyn.micro.LocalModel;
import org.macrodyn.micro.MicroModel;
import org.macrodyn.micro.Region;
import org.macrodyn.micro.Span;
import org.macrodyn.micro.Springs;
import org.macrodyn.micro.StateType;
import org.macrodyn.micro.spin.Ising;
import org.macrodyn.run.RandomStreams;

/**
 * A simulator in a process of its own, for tests: one of a few models over the protocol of {@code kernel-lib/EXTERNAL.md},
 * which fails in the way that is asked for.
 */
public final class ChildSimulator<S> {
    private final MicroModel<S> model;
    private final String reach;
    private final String fault;
    private final Path memory;
    private final DataInputStream in = new DataInputStream(System.in);
    private int requests;

    private ChildSimulator(MicroModel<S> model, String reach, String fault, String memory) {
        this.model = model;
        this.reach = reach;
        this.fault = fault;
        this.memory = Path.of(memory);
    }

    /** The command that starts one with a fault; the file is what it remembers from one process to the next. */
    static Simulator simulator(String model, String fault, Path memory) {
        return Simulator.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-Xmx200m",
                "-cp",
                System.getProperty("java.class.path"),
                ChildSimulator.class.getName(),
                model,
                fault,
                memory.toString());
    }

    static MicroModel<byte[]> ising() {
        return Ising.square(16, 2.5, 0.1);
    }

    static MicroModel<byte[]> exchanges() {
        return new Exchanges(new Grid(1, 4, 8, 12), 2);
    }

    static MicroModel<float[]> springs() {
        return new Cubes(new Springs(Grid.line(1, 24), 0.5, 0.3, 0.01));
    }

    /** With an observable that is no sum over pairs: what a site's share changes by depends on all that it looks at. */
    private record Cubes(Springs springs) implements LocalModel<float[]> {
        @Override
        public Grid grid() {
            return springs.grid();
        }

        @Override
        public Cubes on(Grid grid) {
            return new Cubes(springs.on(grid));
        }

        @Override
        public StateType<float[]> stateType() {
            return springs.stateType();
        }

        @Override
        public void initialise(float[] state, RandomGenerator random) {
            for (int site = 0; site < state.length; site++) {
                state[site] = random.nextFloat();
            }
        }

        @Override
        public double evolve(float[] state, Region region, Span span, RandomGenerator random) {
            return springs.evolve(state, region, span, random);
        }

        @Override
        public List<String> observables() {
            return List.of("mean", "cube");
        }

        @Override
        public void addShare(float[] state, int site, double[] sums) {
            sums[0] += state[site];
            sums[1] += Math.pow(state[grid().shift(site, 0, -1)] + state[grid().shift(site, 0, 1)], 3);
        }
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        switch (args[0]) {
            case "ising" -> new ChildSimulator<>(ising(), "1", args[1], args[2]).serve();
            case "exchanges" -> new ChildSimulator<>(exchanges(), "1", args[1], args[2]).serve();
            case "springs" -> new ChildSimulator<>(springs(), "1", args[1], args[2]).serve();
            default -> new ChildSimulator<>(springs(), "all", args[1], args[2]).serve();
        }
    }

    private void serve() throws IOException, InterruptedException {
        switch (fault) {
            case "prints" -> System.out.println("usage: simulator T L");
            case "hangs at start" -> Thread.sleep(Long.MAX_VALUE);
            case "dies at start" -> die("no such file: couplings.txt");
            case "slow" -> Thread.sleep(300);
            default -> {}
        }
        say(hello().getBytes(StandardCharsets.UTF_8));
        while (true) {
            byte[] request = readFrame();
            if (request.length == 0) {
                return;
            }
            answer(ByteBuffer.wrap(request).order(ByteOrder.LITTLE_ENDIAN));
        }
    }

    private String hello() {
        Grid grid = model.grid();
        List<String> lines = new ArrayList<>(List.of(
                "macrodyn-simulator 1",
                "name child of " + model,
                "type " + model.stateType(),
                "grid " + grid.fields() + " " + grid.layers() + " " + grid.rows() + " " + grid.columns(),
                "reach " + reach,
                "spill " + model.spill()));
        model.observables().forEach(name -> lines.add("observable " + name));
        return String.join("\n", lines);
    }

    private byte[] readFrame() throws IOException {
        byte[] length = in.readNBytes(Integer.BYTES);
        return length.length < Integer.BYTES
                ? new byte[0]
                : in.readNBytes(
                        ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt());
    }

    private static void say(byte[] body) {
        ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + body.length).order(ByteOrder.LITTLE_ENDIAN);
        System.out.write(frame.putInt(body.length).put(body).array(), 0, frame.capacity());
        System.out.flush();
    }

    private static void die(String words) {
        System.err.println("Exception: " + words);
        System.err.println("  at line 7");
        System.exit(3);
    }

    private void answer(ByteBuffer request) throws IOException, InterruptedException {
        int kind = request.getInt();
        int count = request.getInt();
        Grid grid = new Grid(request.getInt(), request.getInt(), request.getInt(), request.getInt());
        if (kind == 2) {
            misbehave();
        }
        if (fault.equals("refuses") && grid.columns() == 7) {
            say(status(1).put("no lattice of\n7 columns".getBytes(StandardCharsets.UTF_8)));
            return;
        }
        ByteBuffer answer = status(0).putInt(fault.equals("miscounts") && kind == 2 ? count + 1 : count);
        for (int job = 0; job < count; job++) {
            switch (kind) {
                case 1 -> initialise(model.on(grid), request, answer);
                case 2 -> evolve(model.on(grid), request, answer);
                default -> observe(model.on(grid), request, answer);
            }
        }
        say(answer);
    }

    private static ByteBuffer status(int status) {
        return ByteBuffer.allocate(1 << 23).order(ByteOrder.LITTLE_ENDIAN).putInt(status);
    }

    private void say(ByteBuffer answer) {
        int length = answer.position() - (fault.equals("is short") && requests > 0 ? 1 : 0);
        byte[] body = new byte[length];
        answer.get(0, body);
        say(body);
    }

    private void misbehave() throws IOException, InterruptedException {
        requests++;
        boolean first = requests == 1 && Files.notExists(memory);
        switch (fault) {
            case "dies" -> die("division by zero");
            case "dies once" -> {
                if (first) {
                    Files.createFile(memory);
                    die("cosmic ray");
                }
            }
            case "tires" -> {
                if (requests == 3) {
                    die("out of handles");
                }
            }
            case "hangs" -> Thread.sleep(Long.MAX_VALUE);
            case "hangs once" -> {
                if (first) {
                    Files.createFile(memory);
                    Thread.sleep(Long.MAX_VALUE);
                }
            }
            case "shouts" -> {
                for (int line = 0; line < 20000; line++) {
                    System.err.println(
                            "warning " + line + ": this is a line of a hundred characters or so, as some print");
                }
            }
            default -> {}
        }
    }

    private void initialise(MicroModel<S> here, ByteBuffer request, ByteBuffer answer) {
        S state = here.stateType().allocate(here.grid().sites());
        here.initialise(state, random(request.getLong()));
        put(state, answer);
    }

    static RandomGenerator random(long seed) {
        return RandomStreams.stream(seed, "job", 0);
    }

    private void evolve(MicroModel<S> here, ByteBuffer request, ByteBuffer answer) {
        RandomGenerator random = random(request.getLong());
        Region region = new Region(
                here.grid(),
                request.getInt(),
                request.getInt(),
                request.getInt(),
                request.getInt(),
                request.getInt(),
                request.getInt());
        double time = request.getDouble();
        long events = request.getLong();
        S state = get(here, request);
        double elapsed = here.evolve(state, region, events > 0 ? Span.events(events) : Span.time(time), random);
        spoil(state, region);
        switch (fault) {
            case "goes back" -> answer.putDouble(-elapsed);
            case "remembers" ->
                answer.putDouble(elapsed + 1e-9 * ProcessHandle.current().pid());
            default -> answer.putDouble(elapsed);
        }
        put(state, answer);
    }

    private void spoil(S state, Region region) {
        if (fault.equals("has NaN")) {
            ((float[]) state)[3] = Float.NaN;
        } else if (fault.equals("has zeros")) {
            ((byte[]) state)[3] = 0;
        } else if (fault.equals("moves others") && !region.isWhole()) {
            ((byte[]) state)[0] = (byte) -((byte[]) state)[0];
        }
    }

    private void observe(MicroModel<S> here, ByteBuffer request, ByteBuffer answer) {
        double[] z = new double[here.observables().size()];
        here.observe(get(here, request), z);
        for (double value : z) {
            answer.putDouble(fault.equals("observes NaN") ? Double.NaN : value);
        }
    }

    private S get(MicroModel<S> here, ByteBuffer from) {
        S state = here.stateType().allocate(here.grid().sites());
        if (state instanceof byte[] bytes) {
            from.get(bytes);
        } else {
            float[] values = (float[]) state;
            for (int i = 0; i < values.length; i++) {
                values[i] = from.getFloat();
            }
        }
        return state;
    }

    private static void put(Object state, ByteBuffer to) {
        if (state instanceof byte[] bytes) {
            to.put(bytes);
        } else {
            for (float value : (float[]) state) {
                to.putFloat(value);
            }
        }
    }

    /** A model in this process that draws its seeds as an external one does, and evolves the whole grid's state. */
    record Here<S>(MicroModel<S> model) implements MicroModel<S> {
        @Override
        public Grid grid() {
            return model.grid();
        }

        @Override
        public MicroModel<S> on(Grid grid) {
            return new Here<>(model.on(grid));
        }

        @Override
        public StateType<S> stateType() {
            return model.stateType();
        }

        @Override
        public void initialise(S state, RandomGenerator random) {
            model.initialise(state, ChildSimulator.random(random.nextLong()));
        }

        @Override
        public double evolve(S state, Region region, Span span, RandomGenerator random) {
            return model.evolve(state, region, span, ChildSimulator.random(random.nextLong()));
        }

        @Override
        public int spill() {
            return model.spill();
        }

        @Override
        public List<String> observables() {
            return model.observables();
        }

        @Override
        public void observe(S state, double[] z) {
            model.observe(state, z);
        }
    }
}
