/** Ways of a study that alloys alone have: pairs by jumps of a vacancy. */
package org.macrodyn.systems.alloy;
