package io.footfall.product.views.ingest;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Computes, from the text alone, an upper bound of the number of instructions that a regular expression compiles to.
 * RE2/J expands counted repetitions (<code>x{1000}</code> becomes a thousand copies of {@code x}), multiplies nested
 * ones, and reports the size only afterwards: three nested <code>{1000}</code> would become a billion instructions.
 *
 * <p>The text is read once, in the way the RE2/J parser reads it: an atom (a character, an escape, a class) is one
 * instruction, a group adds two, an alternative and a {@code *}, {@code +} or {@code ?} add two as well, and
 * <code>{n,m}</code> multiplies. Sizes never overflow: they are capped at {@link #WITHOUT_BOUND}. Expressions that
 * RE2/J rejects also get some size. Time O(length), memory O(depth of nested groups).
 */
final class PatternSize {

    static final int WITHOUT_BOUND = Integer.MAX_VALUE;

    private static final int NOT_COUNTED = -1;

    /** Every program has two more instructions: one to fail and one to match. */
    private static final int FRAME = 2;

    /**
     * The size of an operator: an alternative may be empty, and a star over an expression that may be empty becomes two
     * loops.
     */
    private static final int OF_AN_OPERATOR = 2;

    /** The maximum number of digits of a repetition count that RE2/J accepts. */
    private static final int MOST_DIGITS = 4;

    private final String text;
    private final Deque<Long> outer = new ArrayDeque<>();
    private int at;

    /** The size of the group that is open now, without its last part. */
    private long group = 1;

    /** The size of the last atom or group, which a repetition would multiply. */
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
     * Skips the opening of a group: its parenthesis and its flags or name.
     *
     * @return whether the group consists of flags only, such as <code>(?i)</code>; a repetition after it applies to the
     *     part before it
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

    /**
     * Reads quoted text: between <code>\Q</code> and <code>\E</code>, or the end of the text, each character is a
     * literal.
     */
    private void readQuoted() {
        int end = text.indexOf("\\E", at);
        int stop = end < 0 ? text.length() : end;
        for (at += 2; at < stop; at++) {
            atom();
        }
        at = end < 0 ? stop : stop + 2;
    }

    /** Skips an escape. The braces of <code>\p{Greek}</code> and <code>\x{10FFFF}</code> are not repetition counts. */
    private void skipEscape() {
        boolean braces =
                at + 2 < text.length() && "pPx".indexOf(text.charAt(at + 1)) >= 0 && text.charAt(at + 2) == '{';
        int end = braces ? text.indexOf('}', at) : -1;
        at = end < 0 ? Math.min(text.length(), at + 2) : end + 1;
    }

    /** Skips a character class. A closing bracket in the first position is a literal of the class. */
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
