package org.macrodyn.micro.alloy;

import java.util.Objects;

/**
 * The physics of an alloy, apart from its size.
 *
 * @param temperature T in K, above 0
 * @param barriers the barrier model
 * @param waiting how waiting times are chosen
 * @param composition of random initial states
 * @param sitesPerVacancy sites for each vacancy of random initial states, at least 2; the paper's is 1024
 */
public record AlloySettings(
        double temperature, BarrierModel barriers, WaitingTime waiting, Composition composition, int sitesPerVacancy) {
    private static final int PAPER_SITES_PER_VACANCY = 1024;

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException if T is not positive and finite or there are fewer than 2 sites for each vacancy
     */
    public AlloySettings {
        VacancyKmc.requireTemperature(temperature);
        Objects.requireNonNull(barriers, "barriers");
        Objects.requireNonNull(waiting, "waiting");
        Objects.requireNonNull(composition, "composition");
        if (sitesPerVacancy < 2) {
            throw new IllegalArgumentException("sitesPerVacancy = " + sitesPerVacancy + ": must be at least 2");
        }
    }

    /**
     * The equimolar alloy with the embedded barriers, drawn waiting times and one vacancy for 1024 sites.
     *
     * @param temperature T in K, above 0
     * @return the settings
     */
    public static AlloySettings at(double temperature) {
        return new AlloySettings(
                temperature,
                PairExpansion.embedded(),
                WaitingTime.DRAWN,
                Composition.EQUIMOLAR,
                PAPER_SITES_PER_VACANCY);
    }

    /**
     * The same with other barriers.
     *
     * @param model the barrier model
     * @return new settings
     */
    public AlloySettings with(BarrierModel model) {
        return new AlloySettings(temperature, model, waiting, composition, sitesPerVacancy);
    }

    /**
     * The same with another choice of waiting times.
     *
     * @param time how waiting times are chosen
     * @return new settings
     */
    public AlloySettings with(WaitingTime time) {
        return new AlloySettings(temperature, barriers, time, composition, sitesPerVacancy);
    }
}
