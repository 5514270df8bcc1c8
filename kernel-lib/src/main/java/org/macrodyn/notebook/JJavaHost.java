package org.macrodyn.notebook;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Function;

/**
 * JJava, IJava's successor, wholly by reflection: its packages are renamed and its jar is not needed to compile.
 *
 * <p>Best effort. Whatever does not fit the installed JJava is reported as one line of an IllegalStateException.
 */
public final class JJavaHost implements KernelHost {
    private static final List<String> KERNELS = List.of("org.dflib.jjava.distro.JJava", "org.dflib.jjava.JJava");
    private static final String API = "org.dflib.jjava.jupyter.kernel.display.";

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
        attempt(kernel -> {
            Object data = fill(newData(), bundle);
            data.getClass().getMethod("setDisplayId", String.class).invoke(data, id);
            return kernel.getClass().getMethod("display", data.getClass()).invoke(kernel, data);
        });
    }

    @Override
    public void update(String id, Bundle bundle, boolean last) {
        attempt(kernel -> {
            Object io = kernel.getClass().getMethod("getIO").invoke(kernel);
            Field display = io.getClass().getField("display");
            Object data = fill(newData(), bundle);
            Method update = display.getType().getMethod("updateDisplay", String.class, data.getClass());
            return update.invoke(display.get(io), id, data);
        });
    }

    @Override
    public <T> void render(Class<T> type, Function<? super T, Bundle> renderer) {
        attempt(kernel -> {
            Object renderers = kernel.getClass().getMethod("getRenderer").invoke(kernel);
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

    private static void attempt(Call call) {
        try {
            call.on(kernel());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JJava speaks another display interface: " + e, e);
        }
    }

    private static Object kernel() {
        for (String name : KERNELS) {
            try {
                Object kernel = load(name).getMethod("getKernelInstance").invoke(null);
                if (kernel != null) {
                    return kernel;
                }
            } catch (ReflectiveOperationException | LinkageError notThisKernel) {
                continue;
            }
        }
        return null;
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
