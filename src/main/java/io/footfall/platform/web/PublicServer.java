package io.footfall.platform.web;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.servers.Server;

/**
 * Sets the public port as the server of the OpenAPI description. The description itself is served on the management
 * port, and clients would otherwise send their requests to that port. Host and scheme are variables, which users can
 * change in Swagger UI.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.RUNTIME_STARTUP)
public final class PublicServer implements OASFilter {

    @Override
    public void filterOpenAPI(OpenAPI description) {
        String port = ConfigProvider.getConfig().getValue("quarkus.http.port", String.class);
        Server server = OASFactory.createServer()
                .url("{scheme}://{host}:{port}")
                .description("The public port")
                .addVariable(
                        "scheme",
                        OASFactory.createServerVariable()
                                .enumeration(List.of("http", "https"))
                                .defaultValue("http"))
                .addVariable("host", OASFactory.createServerVariable().defaultValue("localhost"))
                .addVariable("port", OASFactory.createServerVariable().defaultValue(port));
        description.setServers(List.of(server));
    }
}
