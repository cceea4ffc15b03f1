/** What is served over HTTP, beside the metrics: liveness and readiness. */
@NullMarked
package io.havip.console;

import org.jspecify.annotations.NullMarked;
