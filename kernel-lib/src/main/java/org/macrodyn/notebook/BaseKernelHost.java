package org.macrodyn.notebook;

import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Macrodyn's own kernel and IJava 1.3.0, which both stand on jupyter-jvm-basekernel.
 *
 * <p>IJava's jar is on no Maven repository, so its running instance is reached by one reflective call.
 */
public final class BaseKernelHost implements KernelHost {
    /** Classes whose static {@code getKernelInstance()} returns the running kernel, or null. */
    static final List<String> KERNELS = List.of("org.macrodyn.kernel.JavaKernel", "io.github.spencerpark.ijava.IJava");

    private final List<String> kernels;

    /** For {@link java.util.ServiceLoader}. */
    public BaseKernelHost() {
        this(KERNELS);
    }

    BaseKernelHost(List<String> kernels) {
        this.kernels = List.copyOf(kernels);
    }

    @Override
    public String name() {
        return "jupyter-jvm-basekernel";
    }

    @Override
    public boolean isRunning() {
        return kernel().isPresent();
    }

    @Override
    public void display(String id, Bundle bundle) {
        DisplayData data = fill(new DisplayData(), bundle);
        data.setDisplayId(id);
        Interrupts.deferred(() -> running().display(data));
    }

    @Override
    public void update(String id, Bundle bundle, boolean last) {
        DisplayData data = fill(new DisplayData(), bundle);
        Interrupts.deferred(() -> running().getIO().display.updateDisplay(id, data));
    }

    @Override
    public <T> void render(Class<T> type, Function<? super T, Bundle> renderer) {
        running()
                .getRenderer()
                .createRegistration(type)
                .register((value, context) -> fill(context.getOutputContainer(), renderer.apply(value)));
    }

    private BaseKernel running() {
        return kernel().orElseThrow();
    }

    private Optional<BaseKernel> kernel() {
        return kernels.stream().flatMap(name -> instance(name).stream()).findFirst();
    }

    private static Optional<BaseKernel> instance(String className) {
        try {
            Object kernel = Class.forName(className, true, BaseKernelHost.class.getClassLoader())
                    .getMethod("getKernelInstance")
                    .invoke(null);
            return kernel instanceof BaseKernel running ? Optional.of(running) : Optional.empty();
        } catch (ReflectiveOperationException | RuntimeException | LinkageError notThisKernel) {
            return Optional.empty();
        }
    }

    private static DisplayData fill(DisplayData target, Bundle bundle) {
        bundle.data().forEach((mime, content) -> target.putData(mime, (Object) content));
        bundle.metadata().forEach((mime, hints) -> target.putMetaData(mime, (Object) hints));
        return target;
    }
}
