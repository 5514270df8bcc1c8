/**
 * Resumable runs on disk: stages with a manifest, and arrays as {@code .npy}/{@code .npz} that Python reads.
 *
 * <p>Before it in the way of the data: nothing; it knows no physics and no other package. After it: every stage of
 * {@code org.macrodyn.experiments} keeps its finished parts here, so that a killed run continues where it stopped.
 */
package org.macrodyn.store;
