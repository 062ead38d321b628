/**
 * HTTP connections, before a request reaches a route: strict parsing of requests, limits of bodies, and timeouts. This
 * code is in Netty's pipeline, because the problems that it prevents (slow heads, ambiguous lengths, unread bodies)
 * occur before Vert.x has a request, or between two requests. Start with
 * {@link io.footfall.platform.http.ConnectionGuard}.
 */
package io.footfall.platform.http;
