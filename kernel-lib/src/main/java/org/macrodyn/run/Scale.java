package org.macrodyn.run;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How large an experiment is run. */
public enum Scale {
    /** Seconds: shows that every stage works; its figures mean nothing. */
    SMOKE,
    /** Minutes on two cores: figures recognisably the paper's. */
    LAPTOP,
    /** The settings of the paper. */
    PAPER;

    private static final String VARIABLE = "MACRODYN_SCALE";
    private static final String ALLOWED = ": must be smoke, laptop or paper";

    /**
     * The scale that the environment variable {@code MACRODYN_SCALE} asks for.
     *
     * @return that scale, {@link #LAPTOP} if the variable is not set or blank
     * @throws IllegalArgumentException if it names no scale
     */
    public static Scale current() {
        return in(System.getenv());
    }

    /**
     * The scale that {@code MACRODYN_SCALE} asks for in an environment.
     *
     * @param environment variables and their values
     * @return that scale, {@link #LAPTOP} if the variable is not set or blank
     * @throws IllegalArgumentException if it names no scale
     */
    public static Scale in(Map<String, String> environment) {
        String name = environment.getOrDefault(VARIABLE, "");
        return name.isBlank()
                ? LAPTOP
                : find(name)
                        .orElseThrow(() ->
                                new IllegalArgumentException(VARIABLE + " = '" + name + "'" + ALLOWED + ", or unset"));
    }

    /**
     * The scale of a name.
     *
     * @param name smoke, laptop or paper, in any case
     * @return the scale
     * @throws IllegalArgumentException if it is none of them
     */
    public static Scale of(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("scale '" + name + "'" + ALLOWED));
    }

    /**
     * One of three amounts.
     *
     * @param smoke at smoke scale
     * @param laptop at laptop scale
     * @param paper at paper scale
     * @param <T> type of the amounts
     * @return that of this scale
     */
    public <T> T pick(T smoke, T laptop, T paper) {
        return this == SMOKE ? smoke : this == LAPTOP ? laptop : paper;
    }

    private static Optional<Scale> find(String name) {
        return Arrays.stream(values())
                .filter(scale -> scale.name().equalsIgnoreCase(name.strip()))
                .findFirst();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
