package io.footfall.fuzz;

import io.footfall.support.ServiceUnderTest;
import java.util.List;

/**
 * Who sends requests.
 *
 * @param name for people
 * @param headers of the head, each with its line end
 */
record FuzzCaller(String name, String headers) {

    static final String READER_ID = "fuzz-ada";

    static final FuzzCaller ANONYMOUS = new FuzzCaller("anonymous", "");
    private static final FuzzCaller READER = of("reader", ServiceUnderTest.reader(READER_ID));
    private static final FuzzCaller WRONG = of("wrong token", "Bearer wrong");
    private static final FuzzCaller SERVICE = of("service", ServiceUnderTest.SERVICE);
    private static final FuzzCaller OPERATOR = of("operator", ServiceUnderTest.OPERATOR);

    /** Those that anybody on the internet may be. */
    static final List<FuzzCaller> STRANGERS = List.of(ANONYMOUS, ANONYMOUS, READER, READER, WRONG);

    /** Everybody. */
    static final List<FuzzCaller> ALL = List.of(ANONYMOUS, READER, SERVICE, SERVICE, OPERATOR);

    private static FuzzCaller of(String name, String authorization) {
        return new FuzzCaller(name, "Authorization: " + authorization + "\r\n");
    }
}
