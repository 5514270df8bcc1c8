package org.macrodyn.study;

import java.util.function.DoubleUnaryOperator;
import org.macrodyn.run.ProgressListener;

/**
 * Progress of a part of a larger work, in thousandths of the whole. The end of the last part is told by the whole.
 *
 * @param whole hears it
 * @param parts number of parts
 * @param done how many parts are done when a share of this one is
 * @param what the part is, said before its notes; may be empty
 */
record PartProgress(ProgressListener whole, int parts, DoubleUnaryOperator done, String what)
        implements ProgressListener {
    /** Of what is left of a part, for the next of its steps. */
    private static final double NEXT = 0.25;
    /** Of a thousandth. */
    private static final double ROUNDING = 1e-6;

    static ProgressListener of(ProgressListener whole, int part, int parts) {
        return new PartProgress(whole, parts, share -> part + share, "");
    }

    /**
     * One of a part's steps, whose number nobody knows: each moves on by a quarter of what is left of the part, and none goes
     * back.
     */
    static ProgressListener next(ProgressListener whole, int part, int parts, String what, int step) {
        double left = Math.pow(1 - NEXT, step);
        return new PartProgress(whole, parts, share -> part + 1 - left * (1 - NEXT * share), what);
    }

    @Override
    public void update(long units, long total, String note) {
        double at = done.applyAsDouble((double) units / Math.max(1, total));
        if (at < parts) {
            String words = what + (what.isEmpty() || note.isEmpty() ? "" : ": ") + note;
            whole.update((long) (1000 * at + ROUNDING), 1000L * parts, words);
        }
    }

    @Override
    public void say(String sentence) {
        whole.say(sentence);
    }
}
