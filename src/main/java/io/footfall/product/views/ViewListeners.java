package io.footfall.product.views;

import io.footfall.product.catalog.ItemId;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Tells whoever asks for it of views that are counted as they happen; not of those of an import, nor of a time that is given. */
@Singleton
public class ViewListeners {

    private final List<Consumer<ItemId>> listeners = new CopyOnWriteArrayList<>();

    /**
     * Asks to be told of each view that counted, after it did. A view that is told of twice, or not at all, because something broke is possible.
     *
     * @param listener is told on an event loop, with each view: it must be quick
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
