package io.footfall.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A fenced block of a page.
 *
 * @param page the file
 * @param line of its first fence, from 1
 * @param language what the fence says; empty where it says nothing
 * @param text between the fences
 * @param follows whether nothing but blank lines stands between it and the block before
 */
record Block(Path page, int line, String language, String text, boolean follows) {

    private static final String FENCE = "```";

    /** The blocks of the README, then those of the pages of {@code docs}, by name. */
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

    /** The blocks of a page, from its beginning to its end. */
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

    /** Whether it shows what a command answers, which is the block before. */
    boolean isAnswer() {
        return language.equals("json") && follows;
    }

    /** Whether it shows server-sent events. */
    boolean isEvents() {
        return language.equals("text") && text.matches("(?s)(id|event|data): .*");
    }

    /** Where it stands, and how it begins. */
    String name() {
        String first = text.lines().findFirst().orElse("");
        return page + ":" + line + " " + first.substring(0, Math.min(60, first.length()));
    }
}
