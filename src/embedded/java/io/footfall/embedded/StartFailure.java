package io.footfall.embedded;

/** Thrown when the development stores cannot start. The message has one line: the reason, and what to do. */
final class StartFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StartFailure(String problem, String remedy) {
        super(oneLine(problem) + ". " + remedy);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
