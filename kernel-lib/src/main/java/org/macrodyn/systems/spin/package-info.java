/** Ways of a study that spin lattices alone have: 64 lattices at once by multi-spin coding. */
package org.macrodyn.systems.spin;
