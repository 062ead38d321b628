/**
 * Flags and settings: true in Postgres, cached, and audited.
 *
 * <p>Promises: a change is seen by all replicas within a second while Redis is there, within a minute without it; a user stays on the same
 * side of a percentage; each change is written down with who, when, before and after, in the statement that makes it.
 *
 * <p>A {@link io.footfall.capability.flags.FeatureToggle} lets a flag turn something of this service.
 *
 * <p>Start reading at {@link io.footfall.capability.flags.Flags} and {@link io.footfall.capability.flags.Settings}.
 */
package io.footfall.capability.flags;
