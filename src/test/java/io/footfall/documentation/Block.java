package io.footfall.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A fenced code block of a documentation page.
 *
 * @param page the file
 * @param line the line of its first fence, from 1
 * @param language the language that the fence names; empty if none
 * @param text the text between the fences
 * @param follows whether only blank lines separate it from the block before
 */
record Block(Path page, int line, String language, String text, boolean follows) {

    private static final String FENCE = "```";

    /** Returns the blocks of the README, then those of the pages of {@code docs} by file name. */
    static List<Block> ofAllPages() throws IOException {
        List<Block> blocks = of(Path.of("README.md"));
        try (Stream<Path> files = Files.list(Path.of("docs"))) {
            for (Path page : files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList()) {
                blocks.addAll(of(page));
            }
        }
        return blocks;
    }

    /** Returns the blocks of a page in their order. */
    private static List<Block> of(Path page) throws IOException {
        List<Block> blocks = new ArrayList<>();
        List<String> lines = Files.readAllLines(page);
        boolean follows = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(FENCE)) {
                int end = endOf(lines, i + 1);
                String text = String.join("\n", lines.subList(i + 1, end));
                blocks.add(new Block(page, i + 1, line.substring(FENCE.length()), text, follows));
                i = end;
                follows = true;
            } else if (!line.isBlank()) {
                follows = false;
            }
        }
        return blocks;
    }

    private static int endOf(List<String> lines, int from) {
        int end = from;
        while (!lines.get(end).equals(FENCE)) {
            end++;
        }
        return end;
    }

    boolean isCommand() {
        return language.equals("sh");
    }

    /** Whether the block shows the response to the command in the block before. */
    boolean isAnswer() {
        return language.equals("json") && follows;
    }

    /** Whether the block shows server-sent events. */
    boolean isEvents() {
        return language.equals("text") && text.matches("(?s)(id|event|data): .*");
    }

    /** The position and the beginning of the block. */
    String name() {
        String first = text.lines().findFirst().orElse("");
        return page + ":" + line + " " + first.substring(0, Math.min(60, first.length()));
    }
}
