/** The drafts of a configuration, whose values are each in range but not yet checked against each other. */
@NullMarked
package io.havip.config.draft;

import org.jspecify.annotations.NullMarked;
