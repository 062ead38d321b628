/**
 * What every part stands on: HTTP, stores, identity, problems. Knows nothing of what the service is for.
 */
package io.footfall.platform;
