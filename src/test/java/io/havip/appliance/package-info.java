/** The container image as users run it. Needs a Docker engine and the image that {@code make image} builds. */
package io.havip.appliance;
