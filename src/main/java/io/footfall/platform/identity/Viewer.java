package io.footfall.platform.identity;

/**
 * Whoever looks at an item. What it holds is only ever hashed: it is neither stored nor logged, and {@link #toString}
 * tells nothing.
 *
 * @param identity what makes this viewer the same one again
 */
public record Viewer(String identity) {

    /**
     * A user whom the platform knows.
     *
     * @param userId the user's id
     * @return the viewer
     */
    public static Viewer user(String userId) {
        return new Viewer("u\n" + userId);
    }

    /**
     * Somebody who is only known by address and user agent.
     *
     * @param address the client's address
     * @param userAgent the client's user agent, empty where it sent none
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
