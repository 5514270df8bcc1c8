/**
 * Pictures of results in one house style: curves with spreads, heat maps, lattices, several panels in a row.
 *
 * <p>Before it in the way of the data: trajectories and numbers from {@code org.macrodyn.ensemble},
 * {@code org.macrodyn.sde} and {@code org.macrodyn.metrics}. After it: the notebook, which shows a {@link
 * org.macrodyn.figures.Figure} as a PNG picture. Of
 * XChart, which cannot be told where to put its ticks, only the markers are used.
 */
package org.macrodyn.figures;
