package io.footfall.embedded;

import java.nio.charset.Charset;
import java.nio.file.Path;

/** Text as a redis.conf takes it. */
final class RedisConfiguration {

    /** What file names are encoded with, which need not be the encoding of text files. */
    private static final Charset OF_FILE_NAMES = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private RedisConfiguration() {}

    /**
     * A path in double quotes, its bytes escaped where they are no letter, digit or the like. Redis takes them as they are: blanks, quotes and letters
     * of every encoding.
     */
    static String quoted(Path path) {
        StringBuilder quoted = new StringBuilder("\"");
        for (byte each : path.toString().getBytes(OF_FILE_NAMES)) {
            boolean plain = each > ' ' && each < 0x7F && each != '"' && each != '\\';
            quoted.append(plain ? String.valueOf((char) each) : String.format("\\x%02x", each));
        }
        return quoted.append('"').toString();
    }
}
