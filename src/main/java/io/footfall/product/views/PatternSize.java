package io.footfall.product.views;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many instructions a regular expression compiles to at most, told from its text alone. RE2/J writes counted repetitions out
 * (<code>x{1000}</code> is a thousand copies of {@code x}), nested ones by each other, and only then tells the size: three nested
 * <code>{1000}</code> would be a billion instructions.
 *
 * <p>The text is read once, as RE2/J's parser reads it: an atom (a character, an escape, a class) is one instruction, a group adds two, an
 * alternative and a {@code *}, {@code +} or {@code ?} too, and <code>{n,m}</code> multiplies. Sizes never overflow: they stop at
 * {@link #WITHOUT_BOUND}. What RE2/J would refuse gets some size, too. O(length) in time, O(depth of groups) in memory.
 */
final class PatternSize {

    static final int WITHOUT_BOUND = Integer.MAX_VALUE;

    private static final int NOT_COUNTED = -1;

    /** Each program fails with an instruction and matches with another. */
    private static final int FRAME = 2;

    /** An alternative may be empty, and a star over what may be empty is two loops. */
    private static final int OF_AN_OPERATOR = 2;

    /** What RE2/J takes: each count is four digits at most. */
    private static final int MOST_DIGITS = 4;

    private final String text;
    private final Deque<Long> outer = new ArrayDeque<>();
    private int at;

    /** Of the group that is open now, without its last part. */
    private long group = 1;

    /** Of the atom or group that a repetition would repeat. */
    private long last;

    private PatternSize(String text) {
        this.text = text;
    }

    static int of(String pattern) {
        PatternSize size = new PatternSize(pattern);
        while (size.at < pattern.length()) {
            size.read();
        }
        while (!size.outer.isEmpty()) {
            size.close();
        }
        return (int) bounded(size.group + size.last + FRAME);
    }

    private void read() {
        switch (text.charAt(at)) {
            case '(' -> open();
            case ')' -> {
                at++;
                close();
            }
            case '[' -> {
                skipClass();
                atom();
            }
            case '\\' -> readEscape();
            case '|', '*', '+', '?' -> {
                at++;
                last = bounded(last + OF_AN_OPERATOR);
            }
            case '{' -> readCount();
            default -> {
                at++;
                atom();
            }
        }
    }

    private void atom() {
        group = bounded(group + last);
        last = 1;
    }

    private void open() {
        if (skipFlags()) {
            return;
        }
        outer.push(bounded(group + last));
        last = 0;
        group = 1;
    }

    /**
     * Skips what a group begins with.
     *
     * @return whether that is all, as of <code>(?i)</code>: a repetition behind it repeats what stands in front of it
     */
    private boolean skipFlags() {
        at++;
        if (!text.startsWith("?", at)) {
            return false;
        }
        boolean named = text.startsWith("?P<", at) || text.startsWith("?<", at);
        while (at < text.length() && !isEndOfFlags(text.charAt(at), named)) {
            at++;
        }
        boolean alone = at < text.length() && text.charAt(at) == ')';
        at++;
        return alone;
    }

    private static boolean isEndOfFlags(char c, boolean named) {
        return named ? c == '>' : c == ':' || c == ')';
    }

    private void close() {
        long inside = bounded(group + last + 2);
        group = outer.isEmpty() ? 0 : outer.pop();
        last = inside;
    }

    private void readEscape() {
        if (text.startsWith("\\Q", at)) {
            readQuoted();
            return;
        }
        skipEscape();
        atom();
    }

    /** Between <code>\Q</code> and <code>\E</code>, or the end, each character stands for itself. */
    private void readQuoted() {
        int end = text.indexOf("\\E", at);
        int stop = end < 0 ? text.length() : end;
        for (at += 2; at < stop; at++) {
            atom();
        }
        at = end < 0 ? stop : stop + 2;
    }

    /** <code>\p{Greek}</code> and <code>\x{10FFFF}</code> have braces that count nothing. */
    private void skipEscape() {
        boolean braces =
                at + 2 < text.length() && "pPx".indexOf(text.charAt(at + 1)) >= 0 && text.charAt(at + 2) == '{';
        int end = braces ? text.indexOf('}', at) : -1;
        at = end < 0 ? Math.min(text.length(), at + 2) : end + 1;
    }

    /** A bracket that comes first in a class is one of its characters. */
    private void skipClass() {
        at++;
        if (text.startsWith("^", at)) {
            at++;
        }
        boolean first = true;
        while (at < text.length() && (first || text.charAt(at) != ']')) {
            int named = text.startsWith("[:", at) ? text.indexOf(":]", at + 2) : -1;
            if (named >= 0) {
                at = named + 2;
            } else if (text.charAt(at) == '\\') {
                skipEscape();
            } else {
                at++;
            }
            first = false;
        }
        at++;
    }

    private void readCount() {
        int start = at++;
        int least = number();
        int most = least;
        if (least >= 0 && text.startsWith(",", at)) {
            at++;
            most = text.startsWith("}", at) ? least : number();
        }
        if (least < 0 || most < 0 || !text.startsWith("}", at)) {
            at = start + 1;
            atom();
            return;
        }
        at++;
        long copies = Math.max(1L, Math.max(least, most));
        long optional = Math.max(0L, (long) most - least) + 1;
        last = bounded(copies * last + OF_AN_OPERATOR * optional);
    }

    private int number() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        int digits = at - start;
        if (digits == 0 || digits > 1 && text.charAt(start) == '0') {
            return NOT_COUNTED;
        }
        return digits > MOST_DIGITS ? WITHOUT_BOUND : Integer.parseInt(text.substring(start, at));
    }

    private static long bounded(long size) {
        return Math.min(size, WITHOUT_BOUND);
    }
}
