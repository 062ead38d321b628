package io.footfall.platform.web;

import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;

/** The general part of the OpenAPI description: title, version, license and security scheme. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Footfall",
                        version = "0.1",
                        license = @License(name = "Apache-2.0"),
                        description =
                                "Counts each viewer once per item and dedup window, whatever crashes; only a Redis that"
                                        + " loses its memory loses views, which is told, and then counts viewers again. Every error is a"
                                        + " problem (RFC 9457). Ids are 1 to 64 characters of A-Z a-z 0-9 _ -; those of users are 1 to 128"
                                        + " visible ASCII characters (0x21 to 0x7E), percent-encoded in paths and queries. Bodies are JSON in"
                                        + " UTF-8 and hold the described fields alone, each at most once, with the described types; null stands"
                                        + " for a field that is left out."),
        components = @Components(schemas = @Schema(name = "Problem", implementation = Problem.class)))
@SecurityScheme(
        securitySchemeName = "token",
        type = SecuritySchemeType.HTTP,
        scheme = "bearer",
        description = "A service's, the operator's or the cron trigger's token, or a reader's JWT")
public class ApiDescription extends Application {}
