/** What is wrong between a router and its peers, or with its addresses, weighed on the loop's thread. */
@NullMarked
package io.havip.gateway.doctor;

import org.jspecify.annotations.NullMarked;
