package io.footfall.platform.http;

/** How large a body may be: 64 KiB, 1 MiB for batches of views and notifications to many, no limit for an import, which is read as a stream. */
final class BodyLimit {

    static final long NONE = Long.MAX_VALUE;

    private static final long DEFAULT_BYTES = 64 * 1024;
    private static final long BATCH_BYTES = 1024 * 1024;

    private BodyLimit() {}

    /**
     * The limit of a path.
     *
     * @param path path of a request, as it was sent
     * @return bytes, after any content coding is undone; {@link #NONE} for no limit
     */
    static long of(String path) {
        return switch (path) {
            case "/api/views/import", "/api/views/import/" -> NONE;
            case "/api/views", "/api/views/", "/api/notifications", "/api/notifications/" -> BATCH_BYTES;
            default -> DEFAULT_BYTES;
        };
    }
}
