package org.macrodyn;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.Optional;

/** A Python with numpy, for tests of what is written in Python. */
public final class Numpy {
    /** {@code environment/test} names one that has numpy. */
    public static final String PYTHON =
            Optional.ofNullable(System.getenv("MACRODYN_PYTHON")).orElse("python3");

    private Numpy() {}

    /** Skips the tests of a class, visibly, where there is none. */
    public static void require() throws InterruptedException {
        boolean here;
        try {
            here = new ProcessBuilder(PYTHON, "-c", "import numpy")
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noPython) {
            here = false;
        }
        assumeTrue(here, PYTHON + " has no numpy: pip install numpy, or name another Python in MACRODYN_PYTHON");
    }
}
