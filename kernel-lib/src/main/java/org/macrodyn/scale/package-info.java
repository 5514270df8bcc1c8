/**
 * From small systems to large ones: patches, hierarchical upsampling with local relaxation, and the partial evolution of
 * one patch.
 *
 * <p>Takes snapshots of small systems (𝒟_s) from {@code org.macrodyn.ensemble}, makes large configurations (𝒟) and pairs
 * (x_t, I, x_{t+δt,I}, δt), which {@code org.macrodyn.closure} encodes.
 */
package org.macrodyn.scale;
