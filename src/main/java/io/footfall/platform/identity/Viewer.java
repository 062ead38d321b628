package io.footfall.platform.identity;

/**
 * The viewer of an item. The identity is only hashed: it is never stored or logged, and {@link #toString} does not show
 * it.
 *
 * @param identity a text that is equal for all requests of the same viewer
 */
public record Viewer(String identity) {

    /**
     * A viewer that is a user of the platform.
     *
     * @param userId the id of the user
     * @return the viewer
     */
    public static Viewer user(String userId) {
        return new Viewer("u\n" + userId);
    }

    /**
     * An anonymous viewer, identified by address and user agent.
     *
     * @param address the address of the client
     * @param userAgent the user agent of the client, empty if it sent none
     * @return the viewer
     */
    public static Viewer anonymous(String address, String userAgent) {
        return new Viewer("a\n" + address + "\n" + userAgent);
    }

    @Override
    public String toString() {
        return "Viewer";
    }
}
