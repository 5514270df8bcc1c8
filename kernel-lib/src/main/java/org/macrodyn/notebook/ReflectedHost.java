package org.macrodyn.notebook;

import com.google.common.base.Throwables;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A kernel on jupyter-jvm-basekernel, or on a copy of it under another name, wholly by reflection: no jar of a kernel is needed
 * to compile or to run.
 *
 * <p>Best effort. Whatever does not fit the installed kernel is reported as one line of an IllegalStateException.
 */
abstract class ReflectedHost implements KernelHost {
    private final String name;
    private final String api;
    private final List<Source> sources;

    /** A static method that returns the kernel, or null. */
    record Source(String type, String method) {
        @Nullable
        Object kernel() {
            try {
                return load(type).getMethod(method).invoke(null);
            } catch (ReflectiveOperationException | RuntimeException | LinkageError notThisVersion) {
                return null;
            }
        }
    }

    /**
     * A host.
     *
     * @param name of the kernel
     * @param api the package of the base kernel's classes, with the full stop that follows it
     * @param sources where the kernel that runs may be kept; the first that has one counts
     */
    ReflectedHost(String name, String api, List<Source> sources) {
        this.name = name;
        this.api = api;
        this.sources = List.copyOf(sources);
    }

    @Override
    public String name() {
        return name;
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
            Class<?> function = load(api + "display.RenderFunction");
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

    private void send(Call call) {
        Interrupts.deferred(() -> attempt(call));
    }

    private void attempt(Call call) {
        try {
            call.on(Objects.requireNonNull(kernel(), name + " is gone"));
        } catch (ReflectiveOperationException | LinkageError e) {
            if (e instanceof InvocationTargetException && !(e.getCause() instanceof LinkageError)) {
                Throwables.throwIfUnchecked(e.getCause());
            }
            throw new IllegalStateException("this " + name + " speaks another display interface: " + e, e);
        }
    }

    private @Nullable Object kernel() {
        return sources.stream()
                .map(Source::kernel)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Of the base class: the kernel's own need not be public. */
    private Method method(String method, Class<?>... parameters) throws ReflectiveOperationException {
        return load(api + "BaseKernel").getMethod(method, parameters);
    }

    private Object newData() throws ReflectiveOperationException {
        return load(api + "display.DisplayData").getConstructor().newInstance();
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

    private static Class<?> load(String type) throws ClassNotFoundException {
        return Class.forName(type, true, loader());
    }

    private static ClassLoader loader() {
        return ReflectedHost.class.getClassLoader();
    }
}
