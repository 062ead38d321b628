package io.footfall.capability.idempotency;

/**
 * An answer that is given again.
 *
 * @param status HTTP status
 * @param contentType media type of the body
 * @param body the body, empty where there was none
 */
record StoredAnswer(int status, String contentType, byte[] body) {}
