package io.footfall.fuzz;

import io.footfall.fuzz.FuzzRequest.Due;
import io.footfall.fuzz.FuzzRequest.Ending;
import java.util.ArrayList;
import java.util.List;

/**
 * Generates several requests at once on one connection. Some of them are refused; the following ones have to be
 * answered as if the refused ones had not been sent.
 */
final class Pipelines implements Generator {

    private static final int MOST = 5;

    @Override
    public FuzzRequest next(Call call, Dice dice) {
        List<String> methods = new ArrayList<>();
        List<byte[]> pieces = new ArrayList<>();
        int many = 2 + dice.below(MOST - 1);
        for (int i = 0; i < many; i++) {
            String body = " ".repeat(dice.below(2_000));
            String line = dice.of(
                    call.requestLine(),
                    "POST /api/views HTTP/1.1\r\n",
                    "POST /api/nothing HTTP/1.1\r\n",
                    "PATCH /api/stories/fuzz-story HTTP/1.1\r\n",
                    "POST /api/stories/fuzz-story/view HTTP/1.1\r\nContent-Type: application/xml\r\n",
                    "HEAD /api/stories/fuzz-story HTTP/1.1\r\n");
            methods.add(line.substring(0, line.indexOf(' ')));
            pieces.add(FuzzRequest.bytesOf(
                    line + call.headers() + "Content-Length: " + body.length() + "\r\n\r\n" + body));
        }
        return new FuzzRequest(call.made("pipelined"), methods, pieces, Ending.ANSWERS, Due.ANYTHING);
    }
}
