package org.macrodyn.kernel;

import java.io.InputStream;

/** Standard input of cells: a notebook that runs from top to bottom has nobody to ask. */
final class NoInput extends InputStream {
    @Override
    public int read() {
        throw new UnsupportedOperationException(
                "System.in: cells cannot read from the keyboard; write the value into a variable instead");
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
        return read();
    }
}
