package org.macrodyn.notebook;

import java.util.List;

/** JJava, IJava's successor, whose packages are renamed: versions 1.0-a6 and later, and those before. */
public final class JJavaHost extends ReflectedHost {
    private static final String API = "org.dflib.jjava.jupyter.kernel.";

    /** For {@link java.util.ServiceLoader}. */
    public JJavaHost() {
        super(
                "JJava",
                API,
                List.of(
                        new Source(API + "BaseKernel", "notebookKernel"),
                        new Source("org.dflib.jjava.distro.JJava", "getKernelInstance"),
                        new Source("org.dflib.jjava.JJava", "getKernelInstance")));
    }
}
