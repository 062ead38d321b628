/**
 * HTTP connections, before any route sees a request: the strict reading of requests, bounds of bodies and time-outs. It sits in Netty's
 * pipeline, because what it guards against (slow heads, ambiguous lengths, bodies that nobody reads) happens before Vert.x has a request,
 * or between two of them. Start with {@link io.footfall.platform.http.ConnectionGuard}.
 */
package io.footfall.platform.http;
