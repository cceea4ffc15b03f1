/**
 * A deterministic simulation: two to five agents, each the production loop on a virtual host with a clock and a kernel of
 * its own, on a virtual network.
 * One seed decides everything; a seed that breaks a promise prints its story, and replays with {@code -Dsim.seed=N}.
 */
package io.havip.sim;
