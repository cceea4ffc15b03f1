/**
 * What a running agent answers: metrics, status, health and reload, over HTTP on Vert.x' threads and over the command line's own
 * socket on threads of that. Nobody here asks the loop.
 */
@NullMarked
package io.havip.console;

import org.jspecify.annotations.NullMarked;
