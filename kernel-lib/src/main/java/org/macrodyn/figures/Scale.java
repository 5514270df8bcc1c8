package org.macrodyn.figures;

/** How an axis is divided. */
enum Scale {
    /** Equal distances for equal differences. */
    LINEAR,
    /** Logarithmic, divided at powers of ten. */
    DECADES,
    /** Logarithmic, divided at powers of two. */
    DOUBLINGS,
    /** Logarithmic, divided at powers of two, for the sides of squares. */
    SQUARES;

    /** Where a value lies along the axis, in a unit of the axis' own; NaN for what has no place there. */
    double place(double value) {
        double place = this == LINEAR ? value : Math.log10(value);
        return Double.isFinite(place) ? place : Double.NaN;
    }

    /** The value at a place. */
    double value(double place) {
        return this == LINEAR ? place : Math.pow(10, place);
    }
}
