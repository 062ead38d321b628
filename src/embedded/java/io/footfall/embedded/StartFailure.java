package io.footfall.embedded;

/** Why the development stores cannot start, and what to do about it, in one line. */
final class StartFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StartFailure(String problem, String remedy) {
        super(oneLine(problem) + ". " + remedy);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
