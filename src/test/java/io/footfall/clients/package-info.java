/** Clients that people really have call the service: each frames bodies in its own way. */
package io.footfall.clients;
