/** Shared by tests: real stores, credentials, and direct access to the stores behind the API. */
package io.footfall.support;
