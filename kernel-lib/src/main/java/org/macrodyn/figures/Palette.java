package org.macrodyn.figures;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The one palette of all figures. The colours are those of Okabe and Ito (Color Universal Design, 2008), told apart with
 * every kind of colour vision; roles also differ in line and marker, so that they survive a grey print.
 */
public final class Palette {
    /** Direct simulation of the large system: broad and grey, so that others show above it. */
    public static final Pen TRUTH = new Pen(new Color(0x9A, 0x9A, 0x9A), 4.2f, false, SeriesMarkers.DIAMOND);
    /** The model learnt from patches. */
    public static final Pen OURS = new Pen(new Color(0x00, 0x72, 0xB2), 2.2f, false, SeriesMarkers.CIRCLE);
    /** The baseline that ignores the system's size. */
    public static final Pen BASELINE = new Pen(new Color(0xD5, 0x5E, 0x00), 2.2f, false, SeriesMarkers.SQUARE);
    /** An exact result: black dashes, seen above any other. */
    public static final Pen EXACT = new Pen(new Color(0x1A, 0x1A, 0x1A), 1.6f, true, SeriesMarkers.CROSS);
    /** The paper's published number. */
    public static final Pen PAPER = new Pen(new Color(0xCC, 0x79, 0xA7), 1.8f, true, SeriesMarkers.TRIANGLE_UP);

    /** Viridis (van der Walt and Smith, 2015) at equal steps, without its pale yellow end. */
    private static final int[] SEQUENCE = {0x440154, 0x443A83, 0x31688E, 0x21908D, 0x35B779, 0x8FD744};

    private static final Marker[] MARKERS = {
        SeriesMarkers.CIRCLE,
        SeriesMarkers.SQUARE,
        SeriesMarkers.DIAMOND,
        SeriesMarkers.TRIANGLE_UP,
        SeriesMarkers.TRIANGLE_DOWN
    };

    private Palette() {}

    /**
     * Pens for an ordered family of curves, such as values of λ or system sizes, from dark to light.
     *
     * @param count number of curves
     * @return that many pens
     * @throws IllegalArgumentException if count is below 1
     */
    public static List<Pen> sequence(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("sequence of " + count + " colours: must be at least 1");
        }
        List<Pen> pens = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double position = count == 1 ? 0.4 : (double) i / (count - 1);
            pens.add(new Pen(viridis(position), 2f, false, MARKERS[i % MARKERS.length]));
        }
        return List.copyOf(pens);
    }

    /**
     * The colour of a value in a heat map, dark for 0 and light for 1.
     *
     * @param position 0 … 1, clipped
     * @return a colour between dark violet and light green
     */
    static Color viridis(double position) {
        double at = Math.min(1, Math.max(0, position)) * (SEQUENCE.length - 1);
        int left = Math.min((int) at, SEQUENCE.length - 2);
        double weight = at - left;
        return new Color(
                mix(SEQUENCE[left] >> 16, SEQUENCE[left + 1] >> 16, weight),
                mix(SEQUENCE[left] >> 8, SEQUENCE[left + 1] >> 8, weight),
                mix(SEQUENCE[left], SEQUENCE[left + 1], weight));
    }

    private static int mix(int left, int right, double weight) {
        return (int) Math.round((left & 0xff) * (1 - weight) + (right & 0xff) * weight);
    }
}
