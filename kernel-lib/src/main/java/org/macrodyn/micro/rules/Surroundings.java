package org.macrodyn.micro.rules;

/**
 * What a rate may depend on: how many neighbours are in which state.
 *
 * <p>For an event on a bond the two ends do not count each other: {@link #count} is over the other neighbours of the site
 * that the rule names first, {@link #partnerCount} over those of the site that it names second.
 */
public interface Surroundings {
    /**
     * The number of neighbours, the same for every site.
     *
     * @return z; z − 1 in an event on a bond, whose ends do not count each other
     */
    int neighbours();

    /**
     * The neighbours of the site that changes, or of the first site of a pair.
     *
     * @param state one of the states' names
     * @return how many of them are in that state, from 0 to {@link #neighbours}
     * @throws IllegalArgumentException if there is no such state
     */
    int count(String state);

    /**
     * The neighbours of the second site of a pair.
     *
     * @param state one of the states' names
     * @return how many of them are in that state, from 0 to {@link #neighbours}
     * @throws IllegalArgumentException if there is no such state, or the rule is about one site
     */
    int partnerCount(String state);
}
