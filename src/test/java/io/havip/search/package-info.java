/**
 * Everything that can happen to a few routers, within a budget of mishaps: worlds, each a value, and the steps from one to the next. The
 * routers are the shipped core, or the gateway's virtual routers that move as one group.
 */
package io.havip.search;
