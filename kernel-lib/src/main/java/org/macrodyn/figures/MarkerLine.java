package org.macrodyn.figures;

/** A straight line across the plot, with a text beside it. */
record MarkerLine(boolean vertical, double value, String text, Pen pen) {}
