package io.footfall.product.views;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The store that counted a view. */
enum Source {
    /** Redis, as a rule. */
    @JsonProperty("redis")
    REDIS,

    /** Postgres, while Redis is away or switched off. */
    @JsonProperty("database")
    DATABASE
}
