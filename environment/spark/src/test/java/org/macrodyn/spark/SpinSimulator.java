package org.macrodyn.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A simulator of its own process for {@code ExternalModel}: spins that flip alone. Arguments: a file that holds the rate, and one to
 * which it writes the process that started it.
 */
final class SpinSimulator {
    private static final int HEADER_INTS = 6;
    private static final int BOX_INTS = 6;

    private static final String HELLO =
            """
            macrodyn-simulator 1
            name spins that flip alone
            type spins
            grid 1 1 16 16
            reach 0
            observable magnetisation
            """;

    private final double rate;

    private SpinSimulator(double rate) {
        this.rate = rate;
    }

    public static void main(String[] arguments) throws IOException {
        long parent = ProcessHandle.current().parent().orElseThrow().pid();
        Files.writeString(Path.of(arguments[1]), parent + "\n", StandardOpenOption.APPEND);
        say(HELLO.getBytes(UTF_8));
        new SpinSimulator(Double.parseDouble(Files.readString(Path.of(arguments[0])))).serve();
    }

    private static void say(byte[] body) throws IOException {
        System.out.write(little(Integer.BYTES).putInt(body.length).array());
        System.out.write(body);
        System.out.flush();
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void serve() throws IOException {
        byte[] length = System.in.readNBytes(Integer.BYTES);
        while (length.length == Integer.BYTES) {
            int bytes = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt();
            say(answer(ByteBuffer.wrap(System.in.readNBytes(bytes)).order(ByteOrder.LITTLE_ENDIAN)));
            length = System.in.readNBytes(Integer.BYTES);
        }
    }

    private byte[] answer(ByteBuffer request) {
        int[] header = ints(request, HEADER_INTS);
        int rows = header[4];
        int columns = header[5];
        int most = header[1] * (rows * columns + Double.BYTES);
        ByteBuffer answer = little(2 * Integer.BYTES + most).putInt(0).putInt(header[1]);
        for (int job = 0; job < header[1]; job++) {
            switch (header[0]) {
                case 1 -> initialise(new SplittableRandom(request.getLong()), rows * columns, answer);
                case 2 -> evolve(request, rows, columns, answer);
                default -> answer.putDouble(mean(request, rows * columns));
            }
        }
        byte[] said = new byte[answer.position()];
        answer.get(0, said);
        return said;
    }

    private static int[] ints(ByteBuffer from, int count) {
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = from.getInt();
        }
        return values;
    }

    private static void initialise(SplittableRandom random, int sites, ByteBuffer answer) {
        double up = random.nextDouble();
        for (int i = 0; i < sites; i++) {
            answer.put((byte) (random.nextDouble() < up ? 1 : -1));
        }
    }

    private void evolve(ByteBuffer request, int rows, int columns, ByteBuffer answer) {
        SplittableRandom random = new SplittableRandom(request.getLong());
        int[] box = ints(request, BOX_INTS);
        double time = request.getDouble();
        long events = request.getLong();
        int[] sites = sites(box, rows, columns);
        byte[] spins = new byte[rows * columns];
        request.get(spins);
        if (events > 0) {
            for (long event = 0; event < events; event++) {
                int site = sites[random.nextInt(sites.length)];
                spins[site] = (byte) -spins[site];
            }
            answer.putDouble(events / (rate * sites.length)).put(spins);
        } else {
            flip(spins, sites, time, random);
            answer.putDouble(time).put(spins);
        }
    }

    private static int[] sites(int[] box, int rows, int columns) {
        return IntStream.range(0, box[4] * box[5])
                .map(i -> (box[1] + i / box[5]) % rows * columns + (box[2] + i % box[5]) % columns)
                .toArray();
    }

    /** A spin has flipped an odd number of times with probability (1 − exp(−2 rate t))/2. */
    private void flip(byte[] spins, int[] sites, double time, SplittableRandom random) {
        double flipped = -Math.expm1(-2 * rate * time) / 2;
        for (int site : sites) {
            spins[site] = random.nextDouble() < flipped ? (byte) -spins[site] : spins[site];
        }
    }

    private static double mean(ByteBuffer request, int sites) {
        int sum = 0;
        for (int i = 0; i < sites; i++) {
            sum += request.get();
        }
        return (double) sum / sites;
    }
}
