/**
 * What comes from elsewhere: simulators in other processes as micro models, and configurations in their files.
 *
 * <p>Knows nothing of learning: what it makes goes on as any model, any snapshots do.
 */
package org.macrodyn.data;
