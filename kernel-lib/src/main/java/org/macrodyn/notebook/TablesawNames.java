package org.macrodyn.notebook;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.util.HashMap;
import java.util.Map;
import tech.tablesaw.io.Source;

/**
 * Lets {@code Table.read().csv(file)} read files with columns that differ only in case. Tablesaw takes T and t for one name
 * and refuses the file; it has an option to number such names instead (T, t-2), but {@code csv(file)} offers no way to set
 * it, and its default is a constant. The constant is turned round as the class is loaded; where it is loaded already, or
 * looks otherwise, everything stays as it was.
 */
final class TablesawNames {
    private static final String BUILDER = "ReadOptions$Builder";
    private static final String OPTION = "allowDuplicateColumnNames";

    private static final int ALOAD_0 = 0x2a;
    private static final int ICONST_0 = 0x03;
    private static final int ICONST_1 = 0x04;
    private static final int PUTFIELD = 0xb5;

    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int CLASS = 7;
    private static final int STRING = 8;
    private static final int FIELD = 9;
    private static final int NAME_AND_TYPE = 12;
    private static final int METHOD_HANDLE = 15;
    private static final int METHOD_TYPE = 16;

    private TablesawNames() {}

    /** Numbers names that differ only in case from now on, if it can be done. */
    static void number() {
        try (InputStream in = Source.class.getResourceAsStream(BUILDER + ".class")) {
            byte[] code = in == null ? new byte[0] : in.readAllBytes();
            if (turnRound(code)) {
                MethodHandles.privateLookupIn(Source.class, MethodHandles.lookup())
                        .defineClass(code);
            }
        } catch (IOException | IllegalAccessException | LinkageError | IllegalArgumentException asItWas) {
            // Then such files are refused by Tablesaw itself, by name of the column.
            return;
        }
    }

    /** Replaces {@code option = false} by {@code option = true} in the class file; false if it is not there. */
    private static boolean turnRound(byte[] code) throws IOException {
        int field = field(code);
        boolean found = false;
        for (int i = 0; field > 0 && i + 4 < code.length; i++) {
            if (code[i] == ALOAD_0
                    && code[i + 1] == ICONST_0
                    && (code[i + 2] & 0xff) == PUTFIELD
                    && ((code[i + 3] & 0xff) << 8 | (code[i + 4] & 0xff)) == field) {
                code[i + 1] = ICONST_1;
                found = true;
            }
        }
        return found;
    }

    /** The option's number in the class file's table of constants, 0 if it has none (JVM specification, §4.4). */
    private static int field(byte[] code) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(code));
        in.skipNBytes(8);
        int count = in.readUnsignedShort();
        Map<Integer, Integer> fieldOf = new HashMap<>();
        Map<Integer, Integer> typeOf = new HashMap<>();
        int name = 0;
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            if (tag == UTF8) {
                name = in.readUTF().equals(OPTION) ? i : name;
            } else if (tag == FIELD) {
                in.readUnsignedShort();
                fieldOf.put(in.readUnsignedShort(), i);
            } else if (tag == NAME_AND_TYPE) {
                typeOf.put(in.readUnsignedShort(), i);
                in.readUnsignedShort();
            } else if (tag == LONG || tag == DOUBLE) {
                in.skipNBytes(8);
                i++;
            } else {
                in.skipNBytes(tag == CLASS || tag == STRING || tag == METHOD_TYPE ? 2 : tag == METHOD_HANDLE ? 3 : 4);
            }
        }
        return fieldOf.getOrDefault(typeOf.getOrDefault(name, 0), 0);
    }
}
