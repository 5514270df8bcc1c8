/**
 * One study for any system: simulate small systems → enlarge → evolve patches → encode → train → forecast → judge, each
 * arrow one method of {@link org.macrodyn.study.Study}, with a result that can be looked at, kept, resumed and replaced.
 *
 * <p>{@link org.macrodyn.study.Recipe} says how each arrow is done, {@link org.macrodyn.study.Sweep} does it for many values
 * of one choice. No system is known here, and no kernel; what one kind of system alone can do stands in
 * {@code systems.spin} and {@code systems.alloy}.
 */
package org.macrodyn.study;
