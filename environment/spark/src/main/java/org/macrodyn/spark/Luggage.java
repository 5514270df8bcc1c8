package org.macrodyn.spark;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.objenesis.strategy.StdInstantiatorStrategy;
import com.esotericsoftware.kryo.kryo5.serializers.ClosureSerializer;
import com.esotericsoftware.kryo.kryo5.serializers.ImmutableCollectionsSerializers;
import com.esotericsoftware.kryo.kryo5.util.DefaultInstantiatorStrategy;
import com.esotericsoftware.kryo.kryo5.util.MapReferenceResolver;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.macrodyn.micro.StateType;
import org.macrodyn.run.Cluster;
import org.macrodyn.run.ProgressReporter;
import org.macrodyn.study.Keeping;

/**
 * Work in bytes: the object graph, and the bytecode of those of its classes that executors do not have, such as types typed in a
 * notebook's cells. Settings, seeds and inputs travel; the keeping of a study does not.
 *
 * @param graph the work, as Kryo writes it
 * @param classes bytecode by class name
 * @param variables values of static fields that this code reads, as Kryo writes them, by class#field
 */
record Luggage(byte[] graph, Map<String, byte[]> classes, Map<String, byte[]> variables) implements Serializable {
    private static final int BUFFER = 1 << 16;
    /** Bytes of an array of the virtual machine, at most. */
    private static final int MOST = Integer.MAX_VALUE - 8;

    /**
     * Packs.
     *
     * @param work what to send
     * @return its bytes
     * @throws IllegalArgumentException if it holds something that cannot travel
     */
    static Luggage of(Cluster.Work work) {
        ClassesSeen seen = new ClassesSeen();
        byte[] graph = written(seen, "this", work);
        Map<String, byte[]> classes = seen.bytecode();
        Map<String, byte[]> variables = new LinkedHashMap<>();
        // Values may be of further types, whose code may read further variables.
        while (variables.size() < seen.variables().size()) {
            for (Field variable : List.copyOf(seen.variables())) {
                variables.computeIfAbsent(
                        variable.getDeclaringClass().getName() + "#" + variable.getName(),
                        name -> written(seen, variable.getName(), value(variable)));
            }
            classes = seen.bytecode();
        }
        return new Luggage(graph, classes, variables);
    }

    private static @Nullable Object value(Field variable) {
        try {
            variable.setAccessible(true);
            return variable.get(null);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] written(ClassesSeen seen, String name, @Nullable Object value) {
        Output output = new Output(BUFFER, MOST);
        try {
            kryo(seen, Luggage.class.getClassLoader()).writeClassAndObject(output, value);
            return output.toBytes();
        } catch (KryoException | IllegalArgumentException | InaccessibleObjectException stays) {
            throw new IllegalArgumentException(
                    name + " cannot be sent to the cluster: " + reason(stays)
                            + "; write models as records or classes of numbers, starts as lambdas of numbers",
                    stays);
        }
    }

    private static String reason(Throwable problem) {
        String message = String.valueOf(problem.getMessage());
        return message.lines().findFirst().orElse(message);
    }

    /**
     * Unpacks.
     *
     * @param parent loads what did not travel
     * @return the work
     */
    Cluster.Work unpacked(ClassLoader parent) {
        ClassLoader loader = classes.isEmpty() ? parent : new TravelledClasses(classes, parent);
        variables.forEach((name, value) -> set(loader, name, read(loader, value)));
        return (Cluster.Work) Objects.requireNonNull(read(loader, graph), "work");
    }

    private static @Nullable Object read(ClassLoader loader, byte[] bytes) {
        return kryo(new ClassesSeen(), loader).readClassAndObject(new Input(bytes));
    }

    private static void set(ClassLoader loader, String name, @Nullable Object value) {
        int dot = name.indexOf('#');
        try {
            Field variable =
                    Class.forName(name.substring(0, dot), true, loader).getDeclaredField(name.substring(dot + 1));
            variable.setAccessible(true);
            variable.set(null, value);
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static Kryo kryo(ClassesSeen seen, ClassLoader loader) {
        Kryo kryo = new Kryo(seen, new MapReferenceResolver());
        kryo.setRegistrationRequired(false);
        kryo.setReferences(true);
        kryo.setClassLoader(loader);
        kryo.setInstantiatorStrategy(new DefaultInstantiatorStrategy(new StdInstantiatorStrategy()));
        ImmutableCollectionsSerializers.registerSerializers(kryo);
        kryo.register(SerializedLambda.class);
        kryo.register(ClosureSerializer.Closure.class, new SeenClosures(seen));
        kryo.register(StateType.class, new StateTypes());
        kryo.register(Keeping.class, new Left());
        kryo.addDefaultSerializer(Cluster.Travelling.class, new Exchanged());
        return kryo;
    }

    /** A lambda is known by the class that it was written in. */
    private static final class SeenClosures extends ClosureSerializer {
        private final ClassesSeen seen;

        SeenClosures(ClassesSeen seen) {
            this.seen = seen;
        }

        @Override
        public void write(Kryo kryo, Output output, Object closure) {
            seen.add(closure.getClass());
            super.write(kryo, output, closure);
        }
    }

    /** There is one object of each type of state, and code asks which. */
    private static final class StateTypes extends Serializer<StateType<?>> {
        private static final Map<String, StateType<?>> ALL = new LinkedHashMap<>();

        static {
            for (StateType<?> type : new StateType<?>[] {StateType.SPINS, StateType.BYTES, StateType.FLOATS}) {
                ALL.put(type.toString(), type);
            }
        }

        @Override
        public void write(Kryo kryo, Output output, StateType<?> type) {
            output.writeString(type.toString());
        }

        @Override
        public StateType<?> read(Kryo kryo, Input input, Class<? extends StateType<?>> type) {
            return Objects.requireNonNull(ALL.get(input.readString()), "state type");
        }
    }

    /** Holds what cannot travel, and says what goes in its place. */
    private static final class Exchanged extends Serializer<Cluster.Travelling> {
        @Override
        public void write(Kryo kryo, Output output, Cluster.Travelling original) {
            kryo.writeClassAndObject(output, original.packed());
        }

        @Override
        public Cluster.Travelling read(Kryo kryo, Input input, Class<? extends Cluster.Travelling> type) {
            return ((Cluster.Arrival) kryo.readClassAndObject(input)).unpacked();
        }
    }

    /** What stays with the driver. */
    private static final class Left extends Serializer<Keeping> {
        @Override
        public void write(Kryo kryo, Output output, Keeping keeping) {}

        @Override
        public Keeping read(Kryo kryo, Input input, Class<? extends Keeping> type) {
            return Keeping.inMemory(ProgressReporter.NONE);
        }
    }
}
