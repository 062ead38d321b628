package io.footfall.platform.identity;

/**
 * Thrown when a token cannot be verified: its key is unknown and the keys cannot be fetched at the moment, so the token
 * may be valid.
 */
final class KeysUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    KeysUnavailableException(Throwable cause) {
        super("the keys of readers' tokens cannot be fetched", cause);
    }
}
