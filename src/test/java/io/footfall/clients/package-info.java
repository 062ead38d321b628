/** Calls of the service by widely used clients. Each frames request bodies differently. */
package io.footfall.clients;
