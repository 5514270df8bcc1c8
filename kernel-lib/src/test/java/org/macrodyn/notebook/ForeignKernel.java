package org.macrodyn.notebook;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.tools.ToolProvider;

/**
 * A fresh copy of the library beside stand-ins of IJava and JJava, which carry exactly their names and are compiled
 * here: the library is to find them as it finds the real ones.
 */
final class ForeignKernel implements AutoCloseable {
    private static final String JJAVA = "org.dflib.jjava.jupyter.kernel.";

    /** What the library calls of JJava, with the signatures of jjava-jupyter 1.0-a6. */
    static final Map<String, String> JJAVA_DISPLAY = Map.of(
            JJAVA + "display.DisplayData",
            """
            public class DisplayData {
                public final java.util.Map<String, Object> data = new java.util.TreeMap<>();
                private String id;
                public void putData(String mime, Object content) { data.put(mime, content); }
                public void putMetaData(String mime, Object hints) {}
                public void setDisplayId(String id) { this.id = id; }
            }
            """,
            JJAVA + "display.RenderContext",
            """
            public class RenderContext {
                private final DisplayData container = new DisplayData();
                public DisplayData getOutputContainer() { return container; }
            }
            """,
            JJAVA + "display.RenderFunction",
            "public interface RenderFunction<T> { void render(T value, RenderContext context); }",
            JJAVA + "display.Renderer",
            """
            public class Renderer {
                private final java.util.Map<Class<?>, RenderFunction<Object>> functions = new java.util.HashMap<>();
                public class RenderRegistration<T> {
                    private final Class<T> type;
                    RenderRegistration(Class<T> type) { this.type = type; }
                    @SuppressWarnings("unchecked")
                    public void register(RenderFunction<T> function) {
                        functions.put(type, (RenderFunction<Object>) function);
                    }
                }
                public <T> RenderRegistration<T> createRegistration(Class<T> type) {
                    return new RenderRegistration<>(type);
                }
                public Object render(Class<?> type, Object value) {
                    RenderContext context = new RenderContext();
                    functions.get(type).render(value, context);
                    return context.getOutputContainer().data;
                }
            }
            """,
            JJAVA + "DisplayStream",
            """
            public class DisplayStream {
                public void updateDisplay(String id, display.DisplayData data) {
                    BaseKernel.log.add("update " + data.data.get("text/plain"));
                }
            }
            """
                    .replace("display.DisplayData", JJAVA + "display.DisplayData"),
            JJAVA + "JupyterIO",
            "public class JupyterIO { public final DisplayStream display = new DisplayStream(); }");

    /** JJava's base kernel; %s is the method by which it is found. */
    private static final String JJAVA_KERNEL =
            """
            public abstract class BaseKernel {
                public static final java.util.List<String> log = new java.util.ArrayList<>();
                public static BaseKernel running;
                private final %1$sdisplay.Renderer renderer = new %1$sdisplay.Renderer();
                private final JupyterIO io = new JupyterIO();
                public %1$sdisplay.Renderer getRenderer() { return renderer; }
                public JupyterIO getIO() { return io; }
                public void display(%1$sdisplay.DisplayData data) { log.add("display " + data.data.get("text/plain")); }
                public static void start() { running = new BaseKernel() {}; }
                %2$s
            }
            """;

    private final URLClassLoader loader;

    private ForeignKernel(URLClassLoader loader) {
        this.loader = loader;
    }

    /** JJava 1.0-a6 and later. */
    static Map<String, String> jjava() {
        return jjavaKernel("public static BaseKernel notebookKernel() { return running; }");
    }

    /** JJava before 1.0-a6, without its main class. */
    static Map<String, String> oldJJava() {
        return jjavaKernel("");
    }

    private static Map<String, String> jjavaKernel(String found) {
        return with(JJAVA_DISPLAY, JJAVA + "BaseKernel", JJAVA_KERNEL.formatted(JJAVA, found));
    }

    static Map<String, String> with(Map<String, String> sources, String name, String source) {
        Map<String, String> more = new java.util.HashMap<>(sources);
        more.put(name, source);
        return Map.copyOf(more);
    }

    /**
     * Compiles the sources to a directory and loads the library beside them.
     *
     * @param sources class name → source without its package
     * @param present which entries of the tests' class path are there
     */
    static ForeignKernel beside(Path directory, Map<String, String> sources, Predicate<String> present)
            throws IOException {
        compile(directory, sources);
        List<URL> urls = new ArrayList<>(List.of(directory.toUri().toURL()));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (present.test(entry)) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return new ForeignKernel(new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader()));
    }

    private static void compile(Path directory, Map<String, String> sources) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-d", directory.toString(), "-proc:none"));
        for (var source : sources.entrySet()) {
            int dot = source.getKey().lastIndexOf('.');
            Path file = directory.resolve(source.getKey().substring(dot + 1) + ".java");
            Files.writeString(file, "package " + source.getKey().substring(0, dot) + ";\n" + source.getValue());
            arguments.add(file.toString());
        }
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        if (status != 0) {
            throw new IOException("the stand-ins do not compile");
        }
    }

    Object call(String type, String method, Object... arguments) throws ReflectiveOperationException {
        Class<?> owner = Class.forName(type, true, loader);
        for (var candidate : owner.getDeclaredMethods()) {
            if (candidate.getName().equals(method) && candidate.getParameterCount() == arguments.length) {
                candidate.setAccessible(true);
                return candidate.invoke(null, arguments);
            }
        }
        throw new NoSuchMethodException(type + "." + method + Arrays.toString(arguments));
    }

    boolean isRunning(String host) throws ReflectiveOperationException {
        Class<?> type = Class.forName(host, true, loader);
        return (boolean)
                type.getMethod("isRunning").invoke(type.getConstructor().newInstance());
    }

    Object field(String type, String name) throws ReflectiveOperationException {
        return Class.forName(type, true, loader).getField(name).get(null);
    }

    Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(name, true, loader);
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}
