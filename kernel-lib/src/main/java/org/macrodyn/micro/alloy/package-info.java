/**
 * The NbMoTa alloy: a bcc crystal whose atoms move by vacancy jumps.
 *
 * <p>{@link org.macrodyn.micro.alloy.BccLattice} stores the sites, a {@link org.macrodyn.micro.alloy.BarrierModel} says how
 * high the barrier of each jump is, {@link org.macrodyn.micro.alloy.VacancyKmc} chooses the jumps, and {@link
 * org.macrodyn.micro.alloy.NbMoTaAlloy} offers all of it as a {@link org.macrodyn.micro.MicroModel}. Before it in the way
 * of the data stands nothing but the coefficients in {@code datasets/nbmota}; after it come ensembles of states, their
 * upsampling (whose alloy-specific steps also live here: tiling, composition, seams, placing of vacancies) and the partial
 * evolution of one vacancy's box. Energies are in eV, temperatures in K, times in s. Sources: arXiv 2511.12842, section on
 * the NbMoTa alloy; Xing et al., Nature Communications 15, 3879 (2024).
 */
package org.macrodyn.micro.alloy;
