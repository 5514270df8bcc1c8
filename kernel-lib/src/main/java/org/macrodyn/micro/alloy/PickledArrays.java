package org.macrodyn.micro.alloy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code .npy} file that holds a pickled list of float arrays, without running anything that is in it.
 *
 * <p>Pickle is a program. This interpreter knows only the instructions with which numpy writes such a list, treats the three
 * names numpy uses as symbols, and refuses everything else; no class is loaded and nothing is called. Memory is bounded by
 * a small multiple of the file, which may have {@value #MAX_BYTES} bytes. Source: Python's pickletools.
 */
final class PickledArrays {
    /** Largest file that is read. */
    static final int MAX_BYTES = 1 << 24;

    private static final int MAX_OPERATIONS = 1 << 14;
    private static final int MAX_STACK = 1 << 10;
    private static final int MAX_TEXT = 64;
    private static final int MAX_AXES = 4;
    private static final Pattern HEADER =
            Pattern.compile("\\{'descr': '\\|O', 'fortran_order': False, 'shape': \\((\\d{1,4}),\\), \\} *\n");
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final Set<String> ARRAY_MODULES = Set.of("numpy.core.multiarray", "numpy._core.multiarray");

    /** What a pickled name or constant stands for. */
    private enum Symbol {
        RECONSTRUCT,
        NDARRAY,
        DTYPE,
        NONE,
        FALSE,
        TRUE,
        MARK
    }

    /** Bytes inside the file. */
    private record Slice(int from, int length) {}

    private record Tuple(List<Object> items) {}

    /** An array under construction; {@code data} is a {@link Slice} of floats or a list of arrays. */
    private static final class Array {
        private int[] shape = {};
        private @Nullable Object data;
    }

    /** An element type under construction. */
    private static final class ElementType {
        private final String name;
        private boolean complete;

        ElementType(String name) {
            this.name = name;
        }
    }

    /**
     * One array of the file.
     *
     * @param shape extents
     * @param values row by row
     */
    record FloatArray(int[] shape, float[] values) {}

    private final ByteBuffer file;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    private PickledArrays(byte[] bytes) {
        file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Reads a file.
     *
     * @param path an {@code .npy} file
     * @return its arrays
     * @throws IllegalArgumentException if the file is too large or holds anything but a list of float32 arrays, with its name
     * @throws UncheckedIOException if the file cannot be read, with its name
     */
    static List<FloatArray> read(Path path) {
        try (InputStream stream = Files.newInputStream(path)) {
            return parse(stream.readNBytes(MAX_BYTES + 1));
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException(path + ": cannot be read, " + e, e));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
        }
    }

    /**
     * Parses the bytes of a file.
     *
     * @param bytes the whole file. Not modified.
     * @return its arrays
     * @throws IllegalArgumentException as {@link #read}
     */
    static List<FloatArray> parse(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw refused("more than " + MAX_BYTES + " bytes");
        }
        PickledArrays reader = new PickledArrays(bytes);
        int count = reader.header();
        return reader.floats(reader.run(), count);
    }

    private static IllegalArgumentException refused(String reason) {
        return new IllegalArgumentException(
                "weights file refused: " + reason + "; give the .npy list of float32 arrays as published");
    }

    private int header() {
        byte[] magic = new byte[MAGIC.length];
        require(file.remaining() >= MAGIC.length + 2, "it ends in its header");
        file.get(magic);
        require(Arrays.equals(magic, MAGIC), "not an npy file of version 1.0");
        int length = Short.toUnsignedInt(file.getShort());
        require(length <= 1024 && length <= file.remaining(), "bad header length " + length);
        byte[] text = new byte[length];
        file.get(text);
        Matcher matcher = HEADER.matcher(new String(text, StandardCharsets.ISO_8859_1));
        require(matcher.matches(), "its header is not that of a list of objects");
        return Integer.parseInt(matcher.group(1));
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw refused(otherwise);
        }
    }

    private Object run() {
        for (int operations = 0; operations < MAX_OPERATIONS; operations++) {
            int opcode = unsignedByte();
            if (opcode == '.') {
                require(stack.size() == 1, stack.size() + " objects are left at its end");
                require(!file.hasRemaining(), file.remaining() + " bytes follow its end");
                return pop();
            }
            execute(opcode);
            require(stack.size() <= MAX_STACK, "more than " + MAX_STACK + " objects at once");
        }
        throw refused("more than " + MAX_OPERATIONS + " operations");
    }

    /** One instruction; the letters are pickle's own (pickletools.py). */
    private void execute(int opcode) {
        switch (opcode) {
            case 0x80 -> {
                int protocol = unsignedByte();
                require(protocol >= 2 && protocol <= 4, "pickle protocol " + protocol);
            }
            case 0x95 -> {
                require(remaining(8) && file.getLong() == file.remaining(), "bad frame");
            }
            case 'c' -> stack.add(symbol(line(), line()));
            case 0x93 -> {
                String name = pop(String.class);
                stack.add(symbol(pop(String.class), name));
            }
            case 'q' -> memo.put(unsignedByte(), top());
            case 'r' -> memo.put(shortIndex(), top());
            case 0x94 -> memo.put(memo.size(), top());
            case 'h' -> stack.add(remembered(unsignedByte()));
            case 'j' -> stack.add(remembered(shortIndex()));
            case 'K' -> stack.add(unsignedByte());
            case 'M' -> stack.add(unsignedByte() | unsignedByte() << 8);
            case 'J' -> stack.add(integer());
            case 'N' -> stack.add(Symbol.NONE);
            case 0x88 -> stack.add(Symbol.TRUE);
            case 0x89 -> stack.add(Symbol.FALSE);
            case 'X' -> stack.add(text(integer()));
            case 0x8c -> stack.add(text(unsignedByte()));
            case 'C' -> stack.add(slice(unsignedByte()));
            case 'B' -> stack.add(slice(integer()));
            case '(' -> stack.add(Symbol.MARK);
            case ')' -> stack.add(new Tuple(List.of()));
            case 0x85 -> stack.add(new Tuple(take(1)));
            case 0x86 -> stack.add(new Tuple(take(2)));
            case 0x87 -> stack.add(new Tuple(take(3)));
            case 't' -> stack.add(new Tuple(takeToMark()));
            case ']' -> stack.add(new ArrayList<Object>());
            case 'e' -> append(takeToMark());
            case 'R' -> reduce();
            case 'b' -> build();
            default ->
                throw refused("operation 0x" + Integer.toHexString(opcode) + " at byte " + (file.position() - 1)
                        + " is not allowed");
        }
    }

    private boolean remaining(int bytes) {
        return file.remaining() >= bytes;
    }

    private int unsignedByte() {
        require(remaining(1), "it ends too early");
        return Byte.toUnsignedInt(file.get());
    }

    private int integer() {
        require(remaining(Integer.BYTES), "it ends too early");
        return file.getInt();
    }

    private int shortIndex() {
        int index = integer();
        require(index >= 0 && index < MAX_OPERATIONS, "bad memo index " + index);
        return index;
    }

    private Slice slice(int length) {
        require(length >= 0 && remaining(length), "bytes beyond its end");
        Slice slice = new Slice(file.position(), length);
        file.position(file.position() + length);
        return slice;
    }

    private String text(int length) {
        require(length >= 0 && length <= MAX_TEXT && remaining(length), "a text of " + length + " bytes");
        byte[] bytes = new byte[length];
        file.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        for (int c = unsignedByte(); c != '\n'; c = unsignedByte()) {
            require(line.length() < MAX_TEXT, "a name is too long");
            line.append((char) c);
        }
        return line.toString();
    }

    private static Symbol symbol(String module, String name) {
        if (ARRAY_MODULES.contains(module) && name.equals("_reconstruct")) {
            return Symbol.RECONSTRUCT;
        }
        if (module.equals("numpy") && name.equals("ndarray")) {
            return Symbol.NDARRAY;
        }
        require(module.equals("numpy") && name.equals("dtype"), "it names something else than numpy's arrays");
        return Symbol.DTYPE;
    }

    private Object top() {
        require(!stack.isEmpty(), "an operation lacks its operands");
        return stack.get(stack.size() - 1);
    }

    private Object pop() {
        Object top = top();
        stack.remove(stack.size() - 1);
        return top;
    }

    private <T> T pop(Class<T> type) {
        return as(type, pop());
    }

    private static <T> T as(Class<T> type, @Nullable Object value) {
        if (value == null || !type.isInstance(value)) {
            throw refused("an operand has the wrong type");
        }
        return type.cast(value);
    }

    private Object remembered(int index) {
        Object value = memo.get(index);
        if (value == null) {
            throw refused("it recalls nothing");
        }
        return value;
    }

    private List<Object> take(int count) {
        require(stack.size() >= count, "an operation lacks its operands");
        List<Object> tail = stack.subList(stack.size() - count, stack.size());
        List<Object> items = List.copyOf(tail);
        tail.clear();
        return items;
    }

    private List<Object> takeToMark() {
        int mark = stack.lastIndexOf(Symbol.MARK);
        require(mark >= 0, "an operation lacks its mark");
        List<Object> items = take(stack.size() - mark - 1);
        pop();
        return items;
    }

    @SuppressWarnings("unchecked")
    private void append(List<Object> items) {
        List<Object> list = as(ArrayList.class, top());
        list.addAll(items);
        require(list.size() <= MAX_STACK, "a list is too long");
    }

    private void reduce() {
        List<Object> arguments = pop(Tuple.class).items();
        Symbol callable = pop(Symbol.class);
        require(arguments.size() == 3, "a constructor's arguments are wrong");
        if (callable == Symbol.RECONSTRUCT) {
            require(arguments.get(0) == Symbol.NDARRAY && shape(arguments.get(1)).length == 1, "it makes no array");
            as(Slice.class, arguments.get(2));
            stack.add(new Array());
        } else {
            require(callable == Symbol.DTYPE, "it calls what cannot be called");
            String name = as(String.class, arguments.get(0));
            require(name.equals("f4") || name.equals("O8"), "element type " + name.length() + " letters long");
            stack.add(new ElementType(name));
        }
    }

    private void build() {
        List<Object> state = pop(Tuple.class).items();
        if (top() instanceof ElementType type) {
            String order = type.name.equals("f4") ? "<" : "|";
            require(state.size() == 8 && order.equals(state.get(1)), "its numbers are not little-endian");
            type.complete = true;
        } else {
            buildArray(as(Array.class, top()), state);
        }
    }

    private static void buildArray(Array array, List<Object> state) {
        require(state.size() == 5 && state.get(3) == Symbol.FALSE, "an array is not in row order");
        require(array.data == null, "an array is filled twice");
        ElementType type = as(ElementType.class, state.get(2));
        require(type.complete, "an element type is unfinished");
        array.shape = shape(state.get(1));
        array.data = type.name.equals("f4") ? as(Slice.class, state.get(4)) : as(ArrayList.class, state.get(4));
    }

    private static int[] shape(Object tuple) {
        List<Object> items = as(Tuple.class, tuple).items();
        require(items.size() <= MAX_AXES, "an array has too many axes");
        int[] shape = items.stream().mapToInt(item -> as(Integer.class, item)).toArray();
        require(Arrays.stream(shape).allMatch(extent -> extent >= 0), "an array has a negative extent");
        return shape;
    }

    private List<FloatArray> floats(Object outer, int count) {
        Array array = as(Array.class, outer);
        List<?> items = as(ArrayList.class, array.data);
        require(Arrays.equals(array.shape, new int[] {count}), "its list has another shape than its header says");
        require(items.size() == count, "its list has " + items.size() + " entries instead of " + count);
        long bytes = 0;
        List<FloatArray> floats = new ArrayList<>();
        for (Object item : items) {
            Array inner = as(Array.class, item);
            Slice slice = as(Slice.class, inner.data);
            bytes += slice.length();
            require(bytes <= file.capacity(), "its arrays share their bytes");
            floats.add(floatArray(inner.shape, slice));
        }
        return floats;
    }

    private FloatArray floatArray(int[] shape, Slice slice) {
        long elements = 1;
        for (int extent : shape) {
            elements *= extent;
            require(elements <= MAX_BYTES, "an array is too large");
        }
        require(elements * Float.BYTES == slice.length(), "an array's shape does not match its bytes");
        float[] values = new float[(int) elements];
        file.slice(slice.from(), slice.length())
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return new FloatArray(shape, values);
    }
}
