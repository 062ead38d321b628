/**
 * The OpenAPI description that the service serves, and tests of every operation in it: which callers may call it, and
 * which methods a path accepts.
 */
package io.footfall.openapi;
