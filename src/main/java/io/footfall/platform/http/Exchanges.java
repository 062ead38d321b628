package io.footfall.platform.http;

/**
 * Counts the requests and responses of one connection. Responses are sent in the order of their requests, and only the
 * last request may be incomplete. This class does not depend on the transport.
 */
final class Exchanges {

    private long received;
    private long begun;
    private long answered;
    private boolean isBodyOpen;

    /** Records that the head of a request is passed on. */
    void requestBegins() {
        received++;
        isBodyOpen = true;
    }

    /** Records that the last request is complete. */
    void requestEnds() {
        isBodyOpen = false;
    }

    /** Records that the head of a response is written. */
    void answerBegins() {
        begun++;
    }

    /** Records that a response is completely written. */
    void answerEnds() {
        answered++;
    }

    boolean isBodyOpen() {
        return isBodyOpen;
    }

    /** Number of requests without a complete response. */
    long outstanding() {
        return received - answered;
    }

    /** Whether the response that began last belongs to the request whose body is still arriving. */
    boolean isAnsweringOpenRequest() {
        return isBodyOpen && begun == received;
    }

    /** Whether the last request has its complete response while its body is still arriving. */
    boolean isUnreadBodyAnswered() {
        return isBodyOpen && answered == received;
    }

    /** Whether the next response to send is that of the request whose body is still arriving, and has not begun. */
    boolean isTurnOfOpenRequest() {
        return isBodyOpen && begun == received - 1 && answered == begun;
    }

    /**
     * Whether all requests are complete and answered, so that the next response to send is that of a request which was
     * not passed on.
     */
    boolean isTurnOfNextRequest() {
        return !isBodyOpen && answered == received;
    }
}
