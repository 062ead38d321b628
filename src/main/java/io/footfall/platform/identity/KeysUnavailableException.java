package io.footfall.platform.identity;

/** A token could not be verified: its key may be one that cannot be fetched at the moment. */
final class KeysUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    KeysUnavailableException(Throwable cause) {
        super("the keys of readers' tokens cannot be fetched", cause);
    }
}
