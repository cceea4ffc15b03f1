/**
 * What the calls of all providers have in common: requests within limits, answers that are read without trust, keys and where they
 * come from, on the thread of whoever calls; the JDK's client has threads of its own beneath.
 */
@NullMarked
package io.havip.cloud.api;

import org.jspecify.annotations.NullMarked;
