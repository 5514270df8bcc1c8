/**
 * Learning and running the macroscopic SDE dz = μ(z)dt + σ(z)dW.
 *
 * <p>Before: {@code closure} makes {@link org.macrodyn.closure.MacroPairs} (z, Δz, δt) of partial evolutions. Here
 * {@link org.macrodyn.sde.SdeTrainer} fits an {@link org.macrodyn.sde.SdeModel} to them by
 * {@link org.macrodyn.sde.PartialLikelihood}; its drift is a plain network or an {@link org.macrodyn.sde.OnsagerDrift}, and where
 * the pairs have a {@link org.macrodyn.closure.Condition} it depends on that parameter, too. {@link org.macrodyn.sde.Forecast}
 * runs it, and a {@link org.macrodyn.sde.ModelEnsemble} tells how sure that is. After: {@code metrics} compares the
 * {@link org.macrodyn.run.Trajectories} with simulated ones, {@code figures} draws them.
 */
package org.macrodyn.sde;
