package org.macrodyn.figures;

import java.awt.Color;
import java.awt.Font;

/** The house style: white ground, light grid, fonts that read at a notebook's width. */
final class Style {
    /** The width of a notebook's output cell, in pixels. */
    static final int NOTEBOOK_WIDTH = 900;

    static final int HEIGHT = 400;
    static final Color INK = new Color(0x26, 0x26, 0x26);
    static final Color FRAME = new Color(0x9A, 0x9A, 0x9A);
    static final Color GRID = new Color(0xE6, 0xE6, 0xE6);
    static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 15);
    static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    static final Font TICKS = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    static final int MARKER_SIZE = 8;

    private Style() {}
}
