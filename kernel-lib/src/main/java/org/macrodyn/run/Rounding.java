package org.macrodyn.run;

/** What adding up leaves of numbers that are equal: 10⁻¹² of their size and less is no difference. */
public final class Rounding {
    private static final double SHARE = 1e-12;

    private Rounding() {}

    /**
     * The largest difference that is none.
     *
     * @param size of the numbers
     * @return 10⁻¹² |size|, in their units
     */
    public static double of(double size) {
        return SHARE * Math.abs(size);
    }

    /**
     * Whether numbers differ.
     *
     * @param deviation of the numbers, at least 0
     * @param mean of them
     * @return whether the deviation is more than rounding leaves
     */
    public static boolean varies(double deviation, double mean) {
        return deviation > of(mean);
    }
}
