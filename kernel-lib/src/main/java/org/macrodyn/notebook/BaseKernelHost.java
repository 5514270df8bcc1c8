package org.macrodyn.notebook;

import java.util.List;

/** Macrodyn's own kernel and IJava 1.3.0, which both stand on jupyter-jvm-basekernel. */
public final class BaseKernelHost extends ReflectedHost {
    /** Classes whose static {@code getKernelInstance()} returns the running kernel, or null. */
    static final List<String> KERNELS = List.of("org.macrodyn.kernel.JavaKernel", "io.github.spencerpark.ijava.IJava");

    /** For {@link java.util.ServiceLoader}. */
    public BaseKernelHost() {
        this(KERNELS);
    }

    BaseKernelHost(List<String> kernels) {
        super(
                "jupyter-jvm-basekernel",
                "io.github.spencerpark.jupyter.kernel.",
                kernels.stream()
                        .map(kernel -> new Source(kernel, "getKernelInstance"))
                        .toList());
    }
}
