/**
 * Who holds an address where a cloud's API says so: one worker for each address, on a thread of its own, which asks for it while
 * this node is Active, reads whether it is here, and corrects it; and the providers' calls.
 */
@NullMarked
package io.havip.cloud;

import org.jspecify.annotations.NullMarked;
