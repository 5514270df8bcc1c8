package org.macrodyn.closure;

import com.sun.jna.Function;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J with the same bits on every x86-64 machine and for any number of threads, which it does not have by itself: threads share
 * its sums, and OpenBLAS has kernels of its own for each processor. So it is loaded with one thread, OpenBLAS's oldest kernel and
 * no other library's; that is no slower, on images of 32 × 32 and below several times as fast.
 *
 * <p>Native code reads its environment when it is loaded. An ND4J that this process has loaded before, or a system without
 * {@code setenv}, is left as it is, and numbers are then those of this machine.
 */
final class SteadyNd4j {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "OPENBLAS_CORETYPE", "Prescott",
            "OMP_NUM_THREADS", "1",
            "SD_MAX_THREADS", "1",
            "SD_MASTER_THREADS", "1",
            "SD_FORBID_HELPERS", "1");

    private SteadyNd4j() {}

    /** Loads it, unless it is there. */
    static synchronized void load() {
        if (Loader.getLoadedLibraries().containsKey("nd4jcpu")) {
            return;
        }
        try {
            Function set = Function.getFunction("c", "setenv");
            ENVIRONMENT.forEach((name, value) -> set.invokeInt(new Object[] {name, value, 1}));
        } catch (LinkageError absent) {
            return;
        }
        // ND4J gives OpenBLAS as many threads as Java's copy of the environment says.
        Nd4j.getNDArrayFactory().blas().setMaxThreads(1);
    }
}
