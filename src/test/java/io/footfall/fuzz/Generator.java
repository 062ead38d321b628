package io.footfall.fuzz;

import io.footfall.openapi.ApiDescription;
import io.footfall.openapi.ApiOperation;

/** Generates requests of which one part is broken. */
interface Generator {

    /**
     * The parts of a request.
     *
     * @param api the API description
     * @param operation the operation that is called
     * @param caller the caller
     * @param address the client address, as a trusted proxy forwards it
     */
    record Call(ApiDescription api, ApiOperation operation, FuzzCaller caller, String address) {

        /** Returns a correct request line. */
        String requestLine() {
            return operation.method() + " " + ValidInput.target(operation) + " HTTP/1.1\r\n";
        }

        /** Returns the headers of every request, each with its line end. */
        String headers() {
            return "Host: localhost\r\nX-Forwarded-For: " + address + "\r\n" + caller.headers();
        }

        /** Returns these headers and those that describe a body. */
        String headers(byte[] body) {
            return headers()
                    + operation
                            .body()
                            .map(described -> "Content-Type: " + described.mediaType() + "\r\n")
                            .orElse("")
                    + (body.length == 0 ? "" : "Content-Length: " + body.length + "\r\n");
        }

        /** Returns a valid body; empty where the operation takes none. */
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
