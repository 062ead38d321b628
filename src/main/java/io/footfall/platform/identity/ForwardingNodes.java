package io.footfall.platform.identity;

/** What proxies wrote into a forwarding header about those who asked them, from the nearest proxy outwards. */
interface ForwardingNodes {

    /**
     * Goes on to what the next proxy wrote.
     *
     * @return false: there is no more that can be read
     */
    boolean next();

    /**
     * Who asked that proxy.
     *
     * @return an address, with or without a port, or whatever else stands there; null where it was left out
     */
    String node();
}
