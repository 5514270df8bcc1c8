/**
 * What can be read from pairs (z, Δz, δt), from rates of events and from SDEs: formulas for drift and covariance ({@link
 * org.macrodyn.law.Law}), potentials, stationary densities and currents ({@link org.macrodyn.law.Landscape},
 * {@link org.macrodyn.law.PlaneLandscape}), what it costs to leave an attractor ({@link org.macrodyn.law.QuasiPotential}), the
 * jump process of the rates ({@link org.macrodyn.law.JumpModel}), and how long rare events take ({@link
 * org.macrodyn.law.Passage}).
 *
 * <p>Before: {@code closure} makes the pairs, {@code study} counts rates, {@code sde} runs a law like any other
 * {@link org.macrodyn.sde.Sde}. After: {@code figures} draws.
 */
package org.macrodyn.law;
