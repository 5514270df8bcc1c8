/**
 * How work runs: its seed, threads, progress and interrupt. Knows nothing of what is computed.
 *
 * <p>It stands at the bottom of the house: every other package may use it.
 */
package org.macrodyn.run;
