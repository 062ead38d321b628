package io.footfall.product.catalog;

import io.footfall.platform.web.InvalidInputException;
import org.jboss.resteasy.reactive.RestResponse;

/** Helpers for the request and response bodies of writes of stories and chapters. */
final class Bodies {

    private Bodies() {}

    static <T> T required(T body) {
        if (body == null) {
            throw new InvalidInputException("body", "is missing");
        }
        return body;
    }

    static <T> RestResponse<T> written(CatalogService.Written<T> written) {
        return RestResponse.status(
                written.created() ? RestResponse.Status.CREATED : RestResponse.Status.OK, written.item());
    }
}
