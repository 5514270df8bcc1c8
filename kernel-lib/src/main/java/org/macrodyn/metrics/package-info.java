/**
 * Numbers that judge a forecast: errors of means, maximum mean discrepancy, critical observables, fits with error bars,
 * and the table paper / ours / exact.
 *
 * <p>Before it in the way of the data: trajectories, as plain arrays, from {@code org.macrodyn.sde} forecasts and from
 * direct simulation. After it: {@code org.macrodyn.figures} and the notebooks' final tables.
 */
package org.macrodyn.metrics;
