package org.macrodyn.data;

import java.time.Duration;
import java.util.List;

/**
 * A program that simulates for an {@link ExternalModel}: how it is started, how many processes of it at most, and how long
 * they may take.
 *
 * <p>{@code toString} is the command: it names the model in stages on disk. Processes and limits change no numbers.
 *
 * @param command the program and its arguments, the model's parameters among them; run in the folder of this JVM
 * @param processes processes at most, at least 1; one for each thread that asks. On a cluster: on each of its executors.
 * @param startLimit from start to hello, above 0
 * @param answerLimit for each request, above 0; a process that takes longer is taken to hang
 */
public record Simulator(List<String> command, int processes, Duration startLimit, Duration answerLimit) {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the command is empty, there is no process, or a limit is not above 0
     */
    public Simulator {
        command = List.copyOf(command);
        if (command.isEmpty() || command.get(0).isBlank()) {
            throw new IllegalArgumentException(
                    "simulator without a command: give the program and its arguments, as Simulator.of(\"python3\","
                            + " \"simulator.py\", \"2.5\")");
        }
        if (processes < 1) {
            throw new IllegalArgumentException(processes + " processes of a simulator: must be at least 1");
        }
        requirePositive("start", startLimit);
        requirePositive("answer", answerLimit);
    }

    private static void requirePositive(String what, Duration limit) {
        if (limit.isZero() || limit.isNegative()) {
            throw new IllegalArgumentException("a simulator's limit of " + limit + " to " + what + ": must be above 0");
        }
    }

    /**
     * A program with a minute to start and a minute for each request, in as many processes as there are threads that ask.
     *
     * @param command the program and its arguments
     * @return the simulator
     * @throws IllegalArgumentException if the command is empty
     */
    public static Simulator of(String... command) {
        return new Simulator(List.of(command), Integer.MAX_VALUE, MINUTE, MINUTE);
    }

    /**
     * The same with another number of processes.
     *
     * @param most at least 1
     * @return the changed simulator
     */
    public Simulator withProcesses(int most) {
        return new Simulator(command, most, startLimit, answerLimit);
    }

    /**
     * The same with other limits.
     *
     * @param start from start to hello, above 0
     * @param answer for each request, above 0
     * @return the changed simulator
     */
    public Simulator withLimits(Duration start, Duration answer) {
        return new Simulator(command, processes, start, answer);
    }

    @Override
    public String toString() {
        return String.join(" ", command);
    }
}
