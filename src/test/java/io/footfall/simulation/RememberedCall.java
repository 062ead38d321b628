package io.footfall.simulation;

/**
 * The last call that a caller's slot remembers.
 *
 * @param seq the number of the call, 0 where there was none
 * @param letters the outcome of each entry, or {@code revoked} and one digit for each view that says whether it was
 *     undone
 */
record RememberedCall(long seq, String letters) {

    static final String REVOKED = "revoked";

    private static final RememberedCall NONE = new RememberedCall(0, "");

    static RememberedCall in(Keyspace memory, String slot) {
        String text = memory.get(slot);
        if (text == null) {
            return NONE;
        }
        int colon = text.indexOf(':');
        return new RememberedCall(Long.parseLong(text, 0, colon, 10), text.substring(colon + 1));
    }

    boolean isRevoked() {
        return letters.startsWith(REVOKED);
    }

    /** Returns the outcome of an entry, 0 after the last one. */
    char letter(int index) {
        return index < letters.length() ? letters.charAt(index) : 0;
    }
}
