package org.macrodyn.notebook;

import java.util.function.Function;

/**
 * The one interface between the library and the Jupyter kernel that it runs in.
 *
 * <p>Implementations are found by {@link java.util.ServiceLoader}; without any that runs, {@link PlainHost} prints.
 */
public interface KernelHost {
    /**
     * The host's name, for messages.
     *
     * @return a short name
     */
    String name();

    /**
     * Whether this kernel runs in this JVM now. Never starts one.
     *
     * @return true if {@link #display} would reach a notebook
     */
    boolean isRunning();

    /**
     * Sends a new output ({@code display_data}).
     *
     * @param id display id for later {@link #update}
     * @param bundle what to show
     */
    void display(String id, Bundle bundle);

    /**
     * Replaces an output in place ({@code update_display_data}).
     *
     * @param id the display id given to {@link #display}
     * @param bundle what to show now
     * @param last true if no further update follows
     */
    void update(String id, Bundle bundle, boolean last);

    /**
     * Lets values of a type that end a cell appear as bundles.
     *
     * @param type the type, a class or an interface
     * @param renderer value → bundle
     * @param <T> the type
     */
    <T> void render(Class<T> type, Function<? super T, Bundle> renderer);
}
