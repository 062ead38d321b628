package io.footfall.capability.sessions;

import java.time.Duration;

/**
 * A session to be created.
 *
 * @param owner the owner
 * @param type the purpose, an id
 * @param data JSON
 * @param timeToLive the time to live
 * @param sliding whether each use restarts the time to live
 */
record NewSession(Owner owner, String type, String data, Duration timeToLive, boolean sliding) {}
