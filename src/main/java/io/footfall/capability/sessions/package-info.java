/**
 * Sessions: a small typed JSON document with a time to live and a secret id, which only its owner can use.
 *
 * <p>Guarantees: an id has 250 random bits. To any caller who is neither the owner nor a service, the reply is as if
 * the session did not exist. A session expires at its time to live; using a sliding session restarts it. Sessions are
 * lost if Redis loses its data.
 *
 * <p>Start with {@link io.footfall.capability.sessions.Sessions}.
 */
package io.footfall.capability.sessions;
