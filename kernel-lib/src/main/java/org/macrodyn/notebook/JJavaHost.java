package org.macrodyn.notebook;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * JJava, IJava's successor, wholly by reflection: its packages are renamed and its jar is not needed to compile.
 *
 * <p>Best effort. Whatever does not fit the installed JJava is reported as one line of an IllegalStateException.
 */
public final class JJavaHost implements KernelHost {
    private static final String BASE_KERNEL = "org.dflib.jjava.jupyter.kernel.BaseKernel";
    private static final String API = "org.dflib.jjava.jupyter.kernel.display.";
    /** Where versions 1.0-a6 and later, and those before, keep the kernel that runs. */
    private static final List<Source> SOURCES = List.of(
            new Source(BASE_KERNEL, "notebookKernel"),
            new Source("org.dflib.jjava.distro.JJava", "getKernelInstance"),
            new Source("org.dflib.jjava.JJava", "getKernelInstance"));

    /** A static method that returns the kernel, or null. */
    private record Source(String type, String method) {
        @Nullable
        Object kernel() {
            try {
                return load(type).getMethod(method).invoke(null);
            } catch (ReflectiveOperationException | RuntimeException | LinkageError notThisVersion) {
                return null;
            }
        }
    }

    /** For {@link java.util.ServiceLoader}. */
    public JJavaHost() {}

    @Override
    public String name() {
        return "JJava";
    }

    @Override
    public boolean isRunning() {
        return kernel() != null;
    }

    @Override
    public void display(String id, Bundle bundle) {
        send(kernel -> {
            Object data = fill(newData(), bundle);
            data.getClass().getMethod("setDisplayId", String.class).invoke(data, id);
            return method("display", data.getClass()).invoke(kernel, data);
        });
    }

    @Override
    public void update(String id, Bundle bundle, boolean last) {
        send(kernel -> {
            Object io = method("getIO").invoke(kernel);
            Field display = io.getClass().getField("display");
            Object data = fill(newData(), bundle);
            Method update = display.getType().getMethod("updateDisplay", String.class, data.getClass());
            return update.invoke(display.get(io), id, data);
        });
    }

    @Override
    public <T> void render(Class<T> type, Function<? super T, Bundle> renderer) {
        attempt(kernel -> {
            Object renderers = method("getRenderer").invoke(kernel);
            Object registration = renderers
                    .getClass()
                    .getMethod("createRegistration", Class.class)
                    .invoke(renderers, type);
            Class<?> function = load(API + "RenderFunction");
            Object proxy = Proxy.newProxyInstance(loader(), new Class<?>[] {function}, (self, method, args) -> {
                Object container =
                        args[1].getClass().getMethod("getOutputContainer").invoke(args[1]);
                fill(container, renderer.apply(type.cast(args[0])));
                return null;
            });
            return registration.getClass().getMethod("register", function).invoke(registration, proxy);
        });
    }

    private interface Call {
        Object on(Object kernel) throws ReflectiveOperationException;
    }

    private static void send(Call call) {
        Interrupts.deferred(() -> attempt(call));
    }

    private static void attempt(Call call) {
        try {
            call.on(Objects.requireNonNull(kernel(), "JJava is gone"));
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new IllegalStateException("this JJava speaks another display interface: " + e, e);
        }
    }

    private static @Nullable Object kernel() {
        return SOURCES.stream()
                .map(Source::kernel)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Of the base class: the kernel's own need not be public. */
    private static Method method(String name, Class<?>... parameters) throws ReflectiveOperationException {
        return load(BASE_KERNEL).getMethod(name, parameters);
    }

    private static Object newData() throws ReflectiveOperationException {
        return load(API + "DisplayData").getConstructor().newInstance();
    }

    private static Object fill(Object target, Bundle bundle) throws ReflectiveOperationException {
        Method data = target.getClass().getMethod("putData", String.class, Object.class);
        Method hints = target.getClass().getMethod("putMetaData", String.class, Object.class);
        for (var entry : bundle.data().entrySet()) {
            data.invoke(target, entry.getKey(), entry.getValue());
        }
        for (var entry : bundle.metadata().entrySet()) {
            hints.invoke(target, entry.getKey(), entry.getValue());
        }
        return target;
    }

    private static Class<?> load(String name) throws ClassNotFoundException {
        return Class.forName(name, true, loader());
    }

    private static ClassLoader loader() {
        return JJavaHost.class.getClassLoader();
    }
}
