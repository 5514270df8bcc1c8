/**
 * What can be read from pairs (z, Δz, δt) and from SDEs: formulas for drift and covariance ({@link org.macrodyn.law.Law}).
 *
 * <p>Before: {@code closure} makes the pairs, {@code sde} runs a law like any other {@link org.macrodyn.sde.Sde}. After:
 * {@code figures} draws.
 */
package org.macrodyn.law;
