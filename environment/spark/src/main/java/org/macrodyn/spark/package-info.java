/** Index ranges on a cluster of Apache Spark: optional, fetched by {@code environment/setup --spark}. */
@NullMarked
package org.macrodyn.spark;

import org.jspecify.annotations.NullMarked;
