package io.footfall.platform.http;

/**
 * Maximum size of a request body: 64 KiB; 1 MiB for batches of views and for notifications to many users; unlimited for
 * an import, which is read as a stream.
 */
final class BodyLimit {

    static final long NONE = Long.MAX_VALUE;

    private static final long DEFAULT_BYTES = 64 * 1024;
    private static final long BATCH_BYTES = 1024 * 1024;

    private BodyLimit() {}

    /**
     * Returns the limit of a path.
     *
     * @param path path of a request as sent
     * @return limit in bytes, after decompression; {@link #NONE} for no limit
     */
    static long of(String path) {
        return switch (path) {
            case "/api/views/import", "/api/views/import/" -> NONE;
            case "/api/views", "/api/views/", "/api/notifications", "/api/notifications/" -> BATCH_BYTES;
            default -> DEFAULT_BYTES;
        };
    }
}
