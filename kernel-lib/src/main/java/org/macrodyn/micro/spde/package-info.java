/**
 * Stochastic partial differential equations by the method of lines: the predator–prey system of the paper.
 *
 * <p>Before: nothing, this is where states come from. After: {@code ensemble} records runs of {@link
 * org.macrodyn.micro.spde.PredatorPrey}, {@code scale} refines them with {@link org.macrodyn.scale.Refinement1d}
 * and evolves single patches of them.
 */
package org.macrodyn.micro.spde;
