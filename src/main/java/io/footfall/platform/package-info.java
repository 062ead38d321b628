/**
 * The platform: HTTP, stores (Redis and Postgres), identity and problem details. Every other part of the service
 * depends on it. It contains no domain code and does not depend on the packages {@code capability} and {@code product}.
 */
package io.footfall.platform;
