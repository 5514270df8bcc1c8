/**
 * The Jupyter kernel: JShell on jupyter-jvm-basekernel, and the runner of JShell scripts on the same engine.
 *
 * <p>Code comes in from Jupyter (or a script), is run with the start-up imports of {@code notebook}, and leaves as
 * rendered values, text and readable errors. Only the installer starts what lives here; no other package uses it.
 */
package org.macrodyn.kernel;
