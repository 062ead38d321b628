package io.footfall.platform.web;

/** A response body that determines the HTTP status of its response. */
public interface HasStatus {

    /**
     * Returns the HTTP status of the response.
     *
     * @return HTTP status, 200 to 299
     */
    int status();
}
