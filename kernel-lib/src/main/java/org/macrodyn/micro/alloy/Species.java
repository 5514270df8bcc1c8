package org.macrodyn.micro.alloy;

/** What sits on a site: the values of an alloy's state array. */
public final class Species {
    /** An empty site. */
    public static final byte VACANCY = 0;

    /** Niobium. */
    public static final byte NB = 1;

    /** Molybdenum. */
    public static final byte MO = 2;

    /** Tantalum. */
    public static final byte TA = 3;

    private Species() {}
}
