/**
 * The library's face in a notebook: pictures, tables and progress bars in whichever kernel runs, and the start-up imports.
 *
 * <p>Results come from the stages below ({@code experiments}, {@code metrics}, {@code figures}); each becomes one
 * {@link org.macrodyn.notebook.Bundle} and leaves through one {@link org.macrodyn.notebook.KernelHost}. Nothing here
 * knows any physics.
 */
package org.macrodyn.notebook;
