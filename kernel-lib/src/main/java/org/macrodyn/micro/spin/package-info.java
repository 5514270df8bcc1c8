/**
 * Spin systems on lattices: Curie–Weiss and Ising, their event samplers and initial states.
 *
 * <p>States are {@code byte[]} of −1 and +1. Physics (rates, observables) is kept apart from the choice of events.
 */
package org.macrodyn.micro.spin;
