/**
 * What a running agent answers: metrics, status and health over HTTP on Vert.x' threads, status, health and reload over the
 * command line's own socket on threads of that. Nobody here asks the loop.
 */
@NullMarked
package io.havip.console;

import org.jspecify.annotations.NullMarked;
