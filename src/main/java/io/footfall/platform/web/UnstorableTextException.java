package io.footfall.platform.web;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;

/** A body contains text that cannot be stored unchanged, see {@link Texts}. */
final class UnstorableTextException extends MismatchedInputException {

    private static final long serialVersionUID = 1L;

    private UnstorableTextException(JsonParser parser) {
        super(parser, "text with a NUL or an unpaired surrogate", String.class);
    }

    static String check(JsonParser parser, String text) throws UnstorableTextException {
        if (!Texts.isStorable(text)) {
            throw new UnstorableTextException(parser);
        }
        return text;
    }
}
