package io.footfall.product.views.counting;

import io.footfall.product.catalog.ItemId;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Notifies listeners of counted views as they happen. Views of imports, and views with a given time, are not included.
 */
@Singleton
public final class ViewListeners {

    private final List<Consumer<ItemId>> listeners = new CopyOnWriteArrayList<>();

    /**
     * Registers a listener, which is called after each view that counted. After a failure a view may be notified twice
     * or not at all.
     *
     * @param listener called on an event loop for each view; must return quickly
     */
    public void listen(Consumer<ItemId> listener) {
        listeners.add(listener);
    }

    void tell(ViewOperation operation) {
        for (ViewOperation.Entry entry : operation.entries()) {
            if (entry.isFirstView()) {
                listeners.forEach(listener -> listener.accept(entry.item()));
            }
        }
    }
}
