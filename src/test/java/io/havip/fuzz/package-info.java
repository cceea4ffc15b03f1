/**
 * Bytes from outside, made to harm: whatever comes, each reader keeps its promises. {@code make fuzz} searches for bytes
 * that break them, guided by the code that they reach (Jazzer).
 */
package io.havip.fuzz;
