package io.footfall.fuzz;

import io.footfall.openapi.ApiDescription;
import io.footfall.openapi.ApiOperation;

/** Breaks one part of a request. */
interface Generator {

    /**
     * What a request is made of.
     *
     * @param api the description
     * @param operation that is called
     * @param caller who calls
     * @param address from which, as a trusted proxy tells
     */
    record Call(ApiDescription api, ApiOperation operation, FuzzCaller caller, String address) {

        /** Method and target as a client that makes no mistake writes them. */
        String requestLine() {
            return operation.method() + " " + ValidInput.target(operation) + " HTTP/1.1\r\n";
        }

        /** The headers of every request, each with its line end. */
        String headers() {
            return "Host: localhost\r\nX-Forwarded-For: " + address + "\r\n" + caller.headers();
        }

        /** The same with what tells of a body. */
        String headers(byte[] body) {
            return headers()
                    + operation
                            .body()
                            .map(described -> "Content-Type: " + described.mediaType() + "\r\n")
                            .orElse("")
                    + (body.length == 0 ? "" : "Content-Length: " + body.length + "\r\n");
        }

        /** A body that the operation takes, where it takes one. */
        byte[] validBody() {
            return operation
                    .body()
                    .map(described -> FuzzRequest.utf8(ValidInput.body(api, described)))
                    .orElse(new byte[0]);
        }

        String made(String how) {
            return operation.name() + " as " + caller.name() + ", " + how;
        }
    }

    FuzzRequest next(Call call, Dice dice);
}
