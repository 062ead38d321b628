package io.footfall.product.analytics;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The views of an hour or a day.
 *
 * @param at when it began
 * @param views that reached Postgres in it
 */
@RegisterForReflection
record Point(Instant at, @Schema(examples = "12") long views) {}
