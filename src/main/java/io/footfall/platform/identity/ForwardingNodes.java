package io.footfall.platform.identity;

/**
 * An iterator over the elements of a forwarding header, from the nearest proxy outwards. Each element names the node
 * that sent the request to the proxy that wrote the element.
 */
interface ForwardingNodes {

    /**
     * Moves to the element of the next proxy.
     *
     * @return false if there is no further readable element
     */
    boolean next();

    /**
     * The node that sent the request to this proxy.
     *
     * @return an address with or without a port, or any other text of the element; null if the element names no node
     */
    String node();
}
