package org.macrodyn.experiments;

import org.macrodyn.ensemble.ProgressListener;

/** One display of several pieces of work: where all of them are read back it says so, and shows no bar. */
final class SharedProgress implements ProgressListener {
    private final ProgressListener shown;
    private boolean made;

    SharedProgress(ProgressListener shown) {
        this.shown = shown;
    }

    @Override
    public void update(long done, long total, String note) {
        made = true;
        shown.update(done, total, note);
    }

    @Override
    public void say(String sentence) {
        shown.say(sentence);
    }

    /** All pieces are done. */
    void end(int pieces) {
        if (made) {
            shown.update(pieces, pieces, "");
        }
    }

    /** A part's progress in thousandths of the whole. */
    static ProgressListener share(ProgressListener whole, int part, int parts) {
        return new ProgressListener() {
            @Override
            public void update(long done, long total, String note) {
                if (part < parts - 1 || done < total) {
                    whole.update((1000L * part + 1000L * done / Math.max(1, total)), 1000L * parts, note);
                }
            }

            @Override
            public void say(String sentence) {
                whole.say(sentence);
            }
        };
    }
}
