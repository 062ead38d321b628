/**
 * Feature flags and settings: stored in Postgres, cached, and audited.
 *
 * <p>Guarantees: all replicas see a change within a second while Redis is available. A replica that missed the
 * invalidation because Redis was unavailable sees a changed flag after one minute at most, changed settings after ten
 * minutes at most. A user stays on the same side of a percentage. Each change is recorded in the audit log (who, when,
 * before, after) by the statement that makes it.
 *
 * <p>A {@link io.footfall.capability.flags.FeatureToggle} lets a flag control a feature of this service.
 *
 * <p>Start with {@link io.footfall.capability.flags.Flags} and {@link io.footfall.capability.flags.Settings}.
 */
package io.footfall.capability.flags;
