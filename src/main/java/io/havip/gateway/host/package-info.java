/**
 * The machine around the virtual routers: on the loop's thread its table of interfaces and the routes and rules of a role, on
 * threads of their own virtual MACs and the static network, which are kept up beside the loop.
 */
@NullMarked
package io.havip.gateway.host;

import org.jspecify.annotations.NullMarked;
