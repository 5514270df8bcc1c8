/**
 * Ensembles of runs: seeded parallel execution, recorded configurations (𝒟_s) and macroscopic trajectories.
 *
 * <p>Takes a micro model from {@code org.macrodyn.micro}; its snapshots go on to {@code org.macrodyn.scale}.
 */
package org.macrodyn.ensemble;
