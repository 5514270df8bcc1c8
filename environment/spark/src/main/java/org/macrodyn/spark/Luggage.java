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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
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
 */
record Luggage(byte[] graph, Map<String, byte[]> classes) implements Serializable {
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
        Output output = new Output(BUFFER, MOST);
        try {
            kryo(seen, Luggage.class.getClassLoader()).writeClassAndObject(output, work);
        } catch (KryoException | IllegalArgumentException stays) {
            throw new IllegalArgumentException(
                    "cannot be sent to the cluster: " + reason(stays)
                            + "; write the model as a record or class of numbers, and its starts as lambdas",
                    stays);
        }
        return new Luggage(output.toBytes(), seen.bytecode());
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
        Kryo kryo = kryo(new ClassesSeen(), loader);
        return (Cluster.Work) kryo.readClassAndObject(new Input(graph));
    }

    int bytes() {
        return graph.length
                + classes.values().stream().mapToInt(code -> code.length).sum();
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
