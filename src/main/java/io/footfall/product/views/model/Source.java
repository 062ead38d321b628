package io.footfall.product.views.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The store that counted a view. */
public enum Source {
    /** Redis, the normal case. */
    @JsonProperty("redis")
    REDIS,

    /** Postgres, while Redis is unavailable or switched off. */
    @JsonProperty("database")
    DATABASE
}
