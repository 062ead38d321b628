package io.footfall.platform.web;

/** An answer that knows its status. */
public interface HasStatus {

    /**
     * What it is answered with.
     *
     * @return a status of HTTP, 200 to 299
     */
    int status();
}
