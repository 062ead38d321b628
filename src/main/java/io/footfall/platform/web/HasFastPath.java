package io.footfall.platform.web;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a resource method that has a fast path in {@link FastPaths}. A failure of the fast path is passed to this
 * method, so that the exception mappers of JAX-RS answer it.
 */
@NameBinding
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface HasFastPath {}
