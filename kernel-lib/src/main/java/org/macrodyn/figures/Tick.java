package org.macrodyn.figures;

/**
 * A number beside an axis.
 *
 * @param at where, from 0 at the axis' lower end to 1 at its upper end
 * @param text the number
 */
record Tick(double at, String text) {}
