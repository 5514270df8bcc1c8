package org.macrodyn.kernel;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import jdk.jshell.spi.SPIResolutionException;
import org.jspecify.annotations.Nullable;

/** Runs compiled snippets in this JVM on the {@link CellThread}, and keeps their values as objects, not as text. */
final class CellControl extends DirectExecutionControl implements ExecutionControlProvider {
    private final CellThread thread;
    private final Map<String, Object> values = new ConcurrentHashMap<>();
    private final VariableKeeper variables = new VariableKeeper();
    private volatile boolean givenUp;
    private volatile @Nullable Field asked;

    CellControl(CellThread thread) {
        this.thread = thread;
    }

    /** The value that JShell knows by this key, which is then forgotten. */
    @Nullable
    Object takeValue(@Nullable String key) {
        return key == null ? null : values.remove(key);
    }

    /** Whether a task ignored its interrupt since the last call. */
    boolean takeGivenUp() {
        boolean was = givenUp;
        givenUp = false;
        return was;
    }

    /** From now on these names are being declared, so that the code of their initialisers is wanted. */
    void declaring(List<String> names) {
        variables.declaring(names);
    }

    /** Whether a variable must be forgotten before it is declared again, so that its new code runs. */
    boolean isOld(String variable) {
        return variables.isOld(variable);
    }

    /** Leaves what must stay; JShell replaces any other class by one of a new name. */
    @Override
    public void redefine(ClassBytecodes[] classes)
            throws ClassInstallException, NotImplementedException, EngineTerminationException {
        if (!variables.mustStay(classes, this::findClass)) {
            super.redefine(classes);
        }
    }

    @Override
    public void load(ClassBytecodes[] classes)
            throws ClassInstallException, NotImplementedException, EngineTerminationException {
        super.load(classes);
        variables.carryOver(classes, this::findClass);
    }

    /** Does not print the value, which may be large: JShell asks here only for {@link #takeField}. */
    @Override
    public String varValue(String className, String variable) throws InternalException {
        try {
            Field field = findClass(className).getDeclaredField(variable);
            field.setAccessible(true);
            asked = field;
            return "";
        } catch (ReflectiveOperationException unknown) {
            throw new InternalException(unknown.toString());
        }
    }

    /** The field of the variable whose value JShell was asked for last. */
    @Nullable
    Field takeField() {
        Field field = asked;
        asked = null;
        return field;
    }

    @Override
    public String name() {
        return "macrodyn";
    }

    @Override
    public ExecutionControl generate(ExecutionEnv environment, Map<String, String> parameters) {
        return this;
    }

    /** Everything is on the JVM's own class path: a second loader over the same jars breaks native libraries. */
    @Override
    public void addToClasspath(String path) {
        throw new UnsupportedOperationException(path + ": add it to the class path of the kernel");
    }

    @Override
    protected String invoke(Method snippet) throws Exception {
        if (thread.isInterrupted()) {
            throw user(new InterruptedException("interrupted"), 0);
        }
        try {
            Object value = thread.call(() -> snippet.invoke(null));
            String key = UUID.randomUUID().toString();
            if (value != null) {
                values.put(key, value);
            }
            return key;
        } catch (CellThread.GivenUp e) {
            givenUp = true;
            throw user(e, 0);
        } catch (InvocationTargetException e) {
            throw converted(e.getTargetException());
        } catch (Throwable t) {
            throw converted(t);
        }
    }

    private static RunException converted(Throwable thrown) {
        return thrown instanceof SPIResolutionException unresolved
                ? new ResolutionException(unresolved.id(), thrown.getStackTrace())
                : user(thrown, 0);
    }

    private static UserException user(Throwable thrown, int depth) {
        UserException copy = new UserException(
                String.valueOf(thrown.getMessage()), thrown.getClass().getName(), thrown.getStackTrace());
        Throwable cause = thrown.getCause();
        if (cause != null && cause != thrown && depth < 10) {
            copy.initCause(user(cause, depth + 1));
        }
        return copy;
    }
}
