/**
 * A deterministic simulation: two to five routers on a virtual network, each with a virtual clock and a virtual kernel.
 * One seed decides everything; a seed that breaks a promise prints its story, and replays with {@code -Dsim.seed=N}.
 */
package io.havip.sim;
