/**
 * Microscopic systems x: the interface {@link org.macrodyn.micro.MicroModel} that a new system implements, and what it
 * speaks of (grids, regions, spans).
 *
 * <p>First in the way of the data: a micro model is simulated by {@code org.macrodyn.ensemble} and knows nothing above it.
 */
package org.macrodyn.micro;
