package io.footfall.capability.sessions;

import java.time.Duration;

/**
 * A session to be created.
 *
 * @param owner whose it is
 * @param type what it is for
 * @param data JSON
 * @param timeToLive how long it lasts
 * @param sliding whether each read makes it last its whole time again
 */
record NewSession(Owner owner, String type, String data, Duration timeToLive, boolean sliding) {}
