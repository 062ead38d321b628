package io.footfall.fuzz;

import io.footfall.support.ServiceUnderTest;
import java.util.List;

/**
 * A caller of the API.
 *
 * @param name a readable name
 * @param headers the headers that identify the caller, each with its line end
 */
record FuzzCaller(String name, String headers) {

    static final String READER_ID = "fuzz-ada";

    static final FuzzCaller ANONYMOUS = new FuzzCaller("anonymous", "");
    private static final FuzzCaller READER = of("reader", ServiceUnderTest.reader(READER_ID));
    private static final FuzzCaller WRONG = of("wrong token", "Bearer wrong");
    private static final FuzzCaller SERVICE = of("service", ServiceUnderTest.SERVICE);
    private static final FuzzCaller OPERATOR = of("operator", ServiceUnderTest.OPERATOR);

    /** Callers without secrets, as anybody on the internet. */
    static final List<FuzzCaller> STRANGERS = List.of(ANONYMOUS, ANONYMOUS, READER, READER, WRONG);

    /** All callers. */
    static final List<FuzzCaller> ALL = List.of(ANONYMOUS, READER, SERVICE, SERVICE, OPERATOR);

    private static FuzzCaller of(String name, String authorization) {
        return new FuzzCaller(name, "Authorization: " + authorization + "\r\n");
    }
}
