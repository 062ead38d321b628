/** The OpenAPI description that the service serves, and tests of every operation in it: who may call it, and which methods a path takes. */
package io.footfall.openapi;
