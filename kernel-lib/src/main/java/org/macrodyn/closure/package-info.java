/**
 * From configurations to macroscopic variables: z = φ(x) = (z*, ẑ), the observables of the whole system and closure
 * variables that are means over patches.
 *
 * <p>Takes pairs of partial evolution from {@code org.macrodyn.scale}; the encoded pairs train the SDE in {@code
 * org.macrodyn.sde}. Nothing here knows which system it encodes.
 */
package org.macrodyn.closure;
