package org.macrodyn.experiments;

import java.util.Arrays;
import java.util.Locale;

/** How large an experiment is run (DESIGN §6). */
public enum Scale {
    /** Seconds: shows that every stage works; its figures mean nothing. */
    SMOKE,
    /** Minutes on two cores: figures recognisably the paper's. */
    LAPTOP,
    /** The settings of the paper. */
    PAPER;

    /**
     * The scale that the environment variable {@code MACRODYN_SCALE} asks for.
     *
     * @return that scale, {@link #LAPTOP} if the variable is not set
     * @throws IllegalArgumentException if it names no scale
     */
    public static Scale current() {
        String name = System.getenv("MACRODYN_SCALE");
        return name == null || name.isBlank() ? LAPTOP : of(name);
    }

    /**
     * The scale of a name.
     *
     * @param name smoke, laptop or paper, in any case
     * @return the scale
     * @throws IllegalArgumentException if it is none of them
     */
    public static Scale of(String name) {
        return Arrays.stream(values())
                .filter(scale -> scale.name().equalsIgnoreCase(name.strip()))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("scale '" + name + "': must be smoke, laptop or paper"));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
