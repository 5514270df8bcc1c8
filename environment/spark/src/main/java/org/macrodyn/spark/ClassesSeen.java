package org.macrodyn.spark;

import com.esotericsoftware.kryo.kryo5.Registration;
import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.util.DefaultClassResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.xbean.asm9.ClassReader;
import org.apache.xbean.asm9.ClassVisitor;
import org.apache.xbean.asm9.ClassWriter;
import org.apache.xbean.asm9.MethodVisitor;
import org.apache.xbean.asm9.Opcodes;
import org.apache.xbean.asm9.commons.ClassRemapper;
import org.apache.xbean.asm9.commons.Remapper;
import org.jspecify.annotations.Nullable;

/** Notes the classes that are written, and finds the bytecode of those that only this JVM has. */
final class ClassesSeen extends DefaultClassResolver {
    private final Set<Class<?>> seen = new LinkedHashSet<>();
    private final Set<Field> variables = new LinkedHashSet<>();

    void add(Class<?> type) {
        seen.add(type);
    }

    @Override
    @SuppressWarnings("rawtypes") // as Kryo declares it
    public @Nullable Registration writeClass(Output output, @Nullable Class type) {
        if (type != null) {
            add(type);
        }
        return super.writeClass(output, type);
    }

    /** Bytecode by name, of classes that neither the class path nor the platform has, with all that they name themselves. */
    Map<String, byte[]> bytecode() {
        Map<String, byte[]> code = new LinkedHashMap<>();
        Deque<Class<?>> left = new ArrayDeque<>(seen);
        Set<Class<?>> done = new LinkedHashSet<>();
        while (!left.isEmpty()) {
            Class<?> type = host(left.pop());
            if (done.add(type) && isOnlyHere(type)) {
                byte[] bytes = read(type);
                code.put(type.getName(), bytes);
                named(bytes).forEach(name -> load(name, type.getClassLoader(), left));
                variables.addAll(variables(bytes, type.getClassLoader()));
            }
        }
        return code;
    }

    /** Static fields of such classes that their code reads: the variables of a notebook are such fields. */
    Set<Field> variables() {
        return variables;
    }

    private static Set<Field> variables(byte[] code, ClassLoader loader) {
        Set<Field> read = new LinkedHashSet<>();
        MethodVisitor reads = new MethodVisitor(Opcodes.ASM9) {
            @Override
            public void visitFieldInsn(int instruction, String owner, String name, String type) {
                if (instruction == Opcodes.GETSTATIC) {
                    variable(owner.replace('/', '.'), name, loader).ifPresent(read::add);
                }
            }
        };
        ClassVisitor methods = new ClassVisitor(Opcodes.ASM9) {
            @Override
            public MethodVisitor visitMethod(
                    int access, String name, String type, @Nullable String generic, String @Nullable [] throwing) {
                return reads;
            }
        };
        new ClassReader(code).accept(methods, 0);
        return read;
    }

    private static Optional<Field> variable(String owner, String name, ClassLoader loader) {
        try {
            Class<?> type = Class.forName(owner, false, loader);
            Field field = type.getDeclaredField(name);
            return isOnlyHere(type) && !Modifier.isFinal(field.getModifiers()) ? Optional.of(field) : Optional.empty();
        } catch (ReflectiveOperationException | LinkageError inherited) {
            return Optional.empty();
        }
    }

    /** The class that a lambda or an array belongs to. */
    private static Class<?> host(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return element.isHidden() ? element.getNestHost() : element;
    }

    private static boolean isOnlyHere(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        ClassLoader own = ClassesSeen.class.getClassLoader();
        for (ClassLoader known = own; known != null; known = known.getParent()) {
            if (loader == known) {
                return false;
            }
        }
        return loader != null;
    }

    private static byte[] read(Class<?> type) {
        String file = type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getClassLoader().getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException("the code of " + type.getName()
                        + " cannot be sent to the cluster: put the class into a jar on the class path");
            }
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Set<String> named(byte[] code) {
        Set<String> names = new LinkedHashSet<>();
        Remapper collector = new Remapper(Opcodes.ASM9) {
            @Override
            public String map(String name) {
                names.add(name.replace('/', '.'));
                return name;
            }
        };
        new ClassReader(code).accept(new ClassRemapper(new ClassWriter(0), collector), 0);
        return names;
    }

    private static void load(String name, ClassLoader loader, Deque<Class<?>> left) {
        try {
            left.add(Class.forName(name, false, loader));
        } catch (ClassNotFoundException | LinkageError notNeeded) {
            // What is not here cannot be used by the work either.
        }
    }
}
