/**
 * The machine around the virtual routers. Its table of interfaces and the routes and rules of a role are the loop's, on whose
 * thread they run; virtual MACs and the static network are kept up beside the loop, on threads of their own.
 */
@NullMarked
package io.havip.gateway.host;

import org.jspecify.annotations.NullMarked;
