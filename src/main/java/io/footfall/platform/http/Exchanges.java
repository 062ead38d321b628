package io.footfall.platform.http;

/**
 * Where the requests and answers of one connection stand: answers leave in the order in which requests came, and only the last request may
 * still be coming. Knows no transport.
 */
final class Exchanges {

    private long received;
    private long begun;
    private long answered;
    private boolean isBodyOpen;

    /** The head of a request is handed on. */
    void requestBegins() {
        received++;
        isBodyOpen = true;
    }

    /** The last request is there as a whole. */
    void requestEnds() {
        isBodyOpen = false;
    }

    /** The head of an answer is written. */
    void answerBegins() {
        begun++;
    }

    /** An answer is written as a whole. */
    void answerEnds() {
        answered++;
    }

    boolean isBodyOpen() {
        return isBodyOpen;
    }

    /** Requests that have no whole answer yet. */
    long outstanding() {
        return received - answered;
    }

    /** Whether the answer that was begun last is that of the request whose body is still coming. */
    boolean isAnsweringOpenRequest() {
        return isBodyOpen && begun == received;
    }

    /** Whether the last request has its whole answer, while its body is still coming. */
    boolean isUnreadBodyAnswered() {
        return isBodyOpen && answered == received;
    }

    /** Whether an answer to the request that is coming now would leave in its turn. */
    boolean isTurnOfOpenRequest() {
        return isBodyOpen && begun == received - 1 && answered == begun;
    }

    /** Whether an answer to a request that was not handed on would leave in its turn. */
    boolean isTurnOfNextRequest() {
        return !isBodyOpen && answered == received;
    }
}
