package io.footfall.simulation;

/**
 * What a caller's slot remembers.
 *
 * @param seq number of the latest call, 0 where there was none
 * @param letters what it answered, or {@code revoked} and which of its views were taken back
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

    /** Empty after the last one. */
    char letter(int index) {
        return index < letters.length() ? letters.charAt(index) : 0;
    }
}
