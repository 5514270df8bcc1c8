package org.macrodyn.closure;

/** What trainings of all autoencoders need. */
sealed interface AutoencoderSettings permits ConvolutionalSettings, PatchAutoencoderSettings {
    /** Configurations in a batch. */
    int batch();

    /** Passes over the configurations. */
    int epochs();

    /** Seed of initial parameters and shuffling. */
    long seed();

    /** Refuses what is below 1. */
    static void requireAtLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " = " + value + ": must be at least 1");
        }
    }

    /** Refuses what is no learning rate. */
    static void requireRate(double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("learning rate = " + value + ": must be finite and above 0");
        }
    }
}
