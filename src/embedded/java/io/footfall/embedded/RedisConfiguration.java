package io.footfall.embedded;

import java.nio.charset.Charset;
import java.nio.file.Path;

/** Formats text for redis.conf. */
final class RedisConfiguration {

    /** The encoding of file names, which may differ from the encoding of text files. */
    private static final Charset OF_FILE_NAMES = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

    private RedisConfiguration() {}

    /**
     * Returns a path in double quotes. All bytes except printable ASCII are escaped, and so are quotes and backslashes,
     * so that Redis accepts blanks, quotes and characters of any encoding.
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
