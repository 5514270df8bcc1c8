/**
 * Systems declared by rules instead of classes: states of sites, events that change a site or the two ends of a bond, rates that
 * may depend on the neighbours, observables by name. {@link org.macrodyn.micro.rules.Rules} is the face; rates become tables,
 * and events are drawn by null events or by classes of sites of like rates, whichever is faster.
 */
package org.macrodyn.micro.rules;
