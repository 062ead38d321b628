package io.footfall.simulation;

/** The key names of a partition. They are built once, because building them costs more than looking them up. */
final class PartitionNames {

    final String prefix;
    final String known;
    final String olderKnown;
    final String approximate;
    final String pending;
    final String flushing;
    final String sealed;
    final String kept;
    final String transfers;
    final String settling;
    private String window = "";
    private String viewers = "";

    PartitionNames(String prefix) {
        this.prefix = prefix;
        this.known = prefix + ":known";
        this.olderKnown = prefix + ":known2";
        this.approximate = prefix + ":approximate";
        this.pending = prefix + ":pending";
        this.flushing = prefix + ":flushing";
        this.sealed = prefix + ":sealed";
        this.kept = prefix + ":kept";
        this.transfers = prefix + ":transfers";
        this.settling = prefix + ":settling";
    }

    /**
     * Returns the key of a window's viewers. Only the last one is cached, because consecutive calls mostly use the same
     * window.
     */
    String viewers(String label) {
        if (!window.equals(label)) {
            window = label;
            viewers = prefix + ":d:" + label;
        }
        return viewers;
    }

    String handed(String label) {
        return prefix + ":handed:" + label;
    }

    String gone(String item) {
        return prefix + ":gone:" + item;
    }

    String sealed(String batch) {
        return sealed + ":" + batch;
    }
}
