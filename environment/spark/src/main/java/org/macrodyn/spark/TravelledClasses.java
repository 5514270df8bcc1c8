package org.macrodyn.spark;

import java.util.Map;

/** Defines classes of bytecode that came with the work. */
final class TravelledClasses extends ClassLoader {
    private final Map<String, byte[]> code;

    TravelledClasses(Map<String, byte[]> code, ClassLoader parent) {
        super(parent);
        this.code = code;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = code.get(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
