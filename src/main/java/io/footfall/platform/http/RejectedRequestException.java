package io.footfall.platform.http;

/** A request is rejected before it reaches a route. The exception has no stack trace. */
final class RejectedRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;

    private RejectedRequestException(int status, String title, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
    }

    static RejectedRequestException badRequest(String detail) {
        return new RejectedRequestException(400, "Bad Request", detail);
    }

    static RejectedRequestException timedOut(String part) {
        return new RejectedRequestException(408, "Request Timeout", "The " + part + " of the request came too slowly.");
    }

    static RejectedRequestException bodyTooLarge(long limit) {
        return new RejectedRequestException(
                413, "Content Too Large", "The body is over the limit of " + limit + " bytes.");
    }

    static RejectedRequestException targetTooLong(long limit) {
        return new RejectedRequestException(
                414, "URI Too Long", "The request line is over the limit of " + limit + " bytes.");
    }

    static RejectedRequestException unknownCoding() {
        return new RejectedRequestException(
                415, "Unsupported Media Type", "Content-Encoding takes gzip, or is left out.");
    }

    static RejectedRequestException unknownExpectation() {
        return new RejectedRequestException(417, "Expectation Failed", "Expect takes 100-continue.");
    }

    static RejectedRequestException headersTooLarge(long limit) {
        return new RejectedRequestException(
                431, "Request Header Fields Too Large", "The headers are over the limit of " + limit + " bytes.");
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }
}
