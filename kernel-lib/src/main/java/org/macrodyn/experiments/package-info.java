/**
 * The paper's experiments: settings as records, at three scales, and their stages wired together and kept on disk.
 *
 * <p>The top floor: uses every other package, and is what a notebook's cells call.
 */
package org.macrodyn.experiments;
