/**
 * The one table of options, immutable and for any thread: each setting of the product's is declared once, with its key, range, default
 * and help. Reading, writing, environment variables, the reference and the JSON Schema come from these declarations. Beside
 * them stands what a section amounts to, one of the layers' records. Kafka's {@code ConfigDef} is the model.
 */
@NullMarked
package io.havip.config.options;

import org.jspecify.annotations.NullMarked;
