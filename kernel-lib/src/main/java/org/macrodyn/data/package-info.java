/**
 * What comes from elsewhere: trajectories and configurations from files ({@code .npy}, {@code .npz}, {@code .csv}, {@code
 * .h5}), and simulators in other processes as micro models.
 *
 * <p>Knows nothing of learning: what it makes goes on as any model, any snapshots do. After it in the way of the data: pairs of
 * own trajectories ({@code org.macrodyn.closure}), patches of own configurations ({@code org.macrodyn.scale}).
 */
package org.macrodyn.data;
