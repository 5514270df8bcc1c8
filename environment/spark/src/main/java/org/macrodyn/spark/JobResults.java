package org.macrodyn.spark;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.macrodyn.run.Cluster;
import scala.collection.Iterator;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/** Runs pieces as one job, and hands on each result when it arrives, not when all are there. */
final class JobResults {
    private JobResults() {}

    static void collect(JavaSparkContext spark, List<Cluster.Piece> pieces, PieceTask task, List<PieceResult> results) {
        JavaRDD<byte[]> made = spark.parallelize(pieces, pieces.size()).map(task);
        ClassTag<byte[]> bytes = ClassTag$.MODULE$.apply(byte[].class);
        Seq<Object> partitions = CollectionConverters.asScala(IntStream.range(0, pieces.size())
                        .mapToObj(i -> (Object) i)
                        .toList())
                .toSeq();
        spark.sc().runJob(made.rdd(), new First(), partitions, new Handed(results), bytes);
    }

    /** The one result of a partition. */
    private static final class First extends AbstractFunction2<TaskContext, Iterator<byte[]>, byte[]>
            implements Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public byte[] apply(TaskContext context, Iterator<byte[]> partition) {
            return partition.next();
        }
    }

    /** Runs on the driver. */
    private static final class Handed extends AbstractFunction2<Object, byte[], BoxedUnit> {
        private final List<PieceResult> results;

        Handed(List<PieceResult> results) {
            this.results = results;
        }

        @Override
        public BoxedUnit apply(Object partition, byte[] result) {
            results.get((Integer) partition).complete(result);
            return BoxedUnit.UNIT;
        }
    }
}
