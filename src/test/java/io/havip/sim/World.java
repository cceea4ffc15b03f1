package io.havip.sim;

/** What all nodes of a cluster have in common. */
record World(Timeline timeline, Dice dice, Story story, Network network, Promises promises) {}
