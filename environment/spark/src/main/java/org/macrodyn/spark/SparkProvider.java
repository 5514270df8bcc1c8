package org.macrodyn.spark;

import org.macrodyn.run.Cluster;

/** Found by {@link org.macrodyn.run.Workers#spark} where this module is on the class path. */
public final class SparkProvider implements Cluster.Provider {
    @Override
    public Cluster connect(String master) {
        return SparkCluster.connect(master);
    }
}
