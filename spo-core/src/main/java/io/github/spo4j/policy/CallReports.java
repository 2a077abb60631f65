package io.github.spo4j.policy;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Consumer;

/** Notifies listeners; a listener that fails changes nothing. */
final class CallReports {

    private static final Logger LOGGER = System.getLogger(CallReports.class.getName());

    private final List<CallListener> listeners;

    CallReports(List<CallListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    void tell(Consumer<CallListener> event) {
        for (CallListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                LOGGER.log(Level.WARNING, "the listener failed; the call continues", e);
            }
        }
    }
}
