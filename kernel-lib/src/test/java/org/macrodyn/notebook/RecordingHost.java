package org.macrodyn.notebook;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Keeps what a notebook would have shown. */
final class RecordingHost implements KernelHost {
    record Event(String kind, String id, Bundle bundle, boolean last) {}

    final List<Event> events = new ArrayList<>();
    final List<Class<?>> rendered = new ArrayList<>();

    @Override
    public String name() {
        return "recording";
    }

    @Override
    public boolean isRunning() {
        return true;
    }

    @Override
    public void display(String id, Bundle bundle) {
        events.add(new Event("display", id, bundle, false));
    }

    @Override
    public void update(String id, Bundle bundle, boolean last) {
        events.add(new Event("update", id, bundle, last));
    }

    @Override
    public <T> void render(Class<T> type, Function<? super T, Bundle> renderer) {
        rendered.add(type);
    }

    Bundle last() {
        return events.get(events.size() - 1).bundle();
    }
}
