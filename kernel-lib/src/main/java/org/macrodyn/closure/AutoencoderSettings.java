package org.macrodyn.closure;

/** Shape and training of an {@link Autoencoder}; the type of the settings tells which networks it has. */
public sealed interface AutoencoderSettings permits ConvolutionalSettings, PatchAutoencoderSettings {
    /**
     * Configurations in a batch.
     *
     * @return at least 1
     */
    int batch();

    /**
     * Passes over the configurations.
     *
     * @return at least 1
     */
    int epochs();

    /**
     * Seed of initial parameters and shuffling.
     *
     * @return the seed
     */
    long seed();

    /**
     * Version of how such an autoencoder is trained: raised when its numbers change, so that stages on disk are made anew.
     *
     * @return the version
     */
    int algorithm();
}
