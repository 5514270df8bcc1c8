package org.macrodyn.micro.rules;

/**
 * One rule of a system, as text.
 *
 * @param rule what changes into what, such as {@code S I -> I I}
 * @param where what it is about: each site, or each bond
 * @param rate per unit of time; of a function of neighbours the range, and a name that differs whenever a rate does
 */
public record Rule(String rule, String where, String rate) {
    @Override
    public String toString() {
        return rule + " at " + rate;
    }
}
