package org.macrodyn.data;

/** A simulator has answered what it must not; asking again would not help. */
final class BrokenPromise extends IllegalStateException {
    private static final long serialVersionUID = 1;

    BrokenPromise(String what) {
        super(what);
    }
}
