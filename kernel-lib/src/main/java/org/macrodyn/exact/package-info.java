/**
 * Known answers: the Curie–Weiss birth–death chain, Onsager and Kaufman for the Ising model, the Ornstein–Uhlenbeck
 * process, and enumeration of tiny systems.
 *
 * <p>Used for truth in the experiments and for tests; knows nothing of simulations.
 */
package org.macrodyn.exact;
