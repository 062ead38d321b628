/**
 * Sessions: a little typed JSON for a while, under an id that nobody guesses, for its owner alone.
 *
 * <p>Promises: an id has 256 random bits; whoever is not the owner is answered as if there were no such session; a session ends at its
 * time, which reading moves where it was created so. What Redis loses is lost.
 *
 * <p>Start reading at {@link io.footfall.capability.sessions.Sessions}.
 */
package io.footfall.capability.sessions;
