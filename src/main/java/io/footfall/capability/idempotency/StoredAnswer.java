package io.footfall.capability.idempotency;

/**
 * A stored response that is replayed for repeated requests.
 *
 * @param status the HTTP status
 * @param contentType the media type of the body
 * @param body the body; empty if there was none
 */
record StoredAnswer(int status, String contentType, byte[] body) {}
