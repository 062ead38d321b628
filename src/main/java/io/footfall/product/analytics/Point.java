package io.footfall.product.analytics;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The views of one hour or day.
 *
 * @param at the start of the hour or day
 * @param views the views that reached Postgres in it
 */
@RegisterForReflection
record Point(Instant at, @Schema(examples = "12") long views) {}
