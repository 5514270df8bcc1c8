package org.macrodyn.notebook;

import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a notebook shows of one value: MIME type → data, and MIME type → hints on how to draw it.
 *
 * <p>Text types hold the text itself, binary types Base64. There is always a {@code text/plain}, so that a value can be
 * read where nothing can be drawn.
 *
 * @param data MIME type → content
 * @param metadata MIME type → hints, such as the width of a picture in CSS pixels
 */
public record Bundle(Map<String, String> data, Map<String, Map<String, Object>> metadata) {
    /** MIME type of plain text. */
    public static final String TEXT = "text/plain";
    /** MIME type of HTML. */
    public static final String HTML = "text/html";
    /** MIME type of Markdown. */
    public static final String MARKDOWN = "text/markdown";
    /** MIME type of LaTeX's mathematics between dollars. */
    public static final String LATEX = "text/latex";
    /** MIME type of PNG pictures. */
    public static final String PNG = "image/png";
    /** MIME type of SVG pictures. */
    public static final String SVG = "image/svg+xml";

    /**
     * Copies both maps.
     *
     * @throws IllegalArgumentException if there is no {@code text/plain}
     */
    public Bundle {
        if (!data.containsKey(TEXT)) {
            throw new IllegalArgumentException(
                    "bundle of " + data.keySet() + ": text/plain is required; start from Bundle.text(...)");
        }
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /**
     * A bundle of plain text alone.
     *
     * @param text the text
     * @return the bundle
     */
    public static Bundle text(String text) {
        return new Bundle(Map.of(TEXT, text), Map.of());
    }

    /**
     * This bundle with one more representation.
     *
     * @param mime MIME type
     * @param content text as is, binary as Base64
     * @return a new bundle
     */
    public Bundle with(String mime, String content) {
        Map<String, String> more = new LinkedHashMap<>(data);
        more.put(mime, content);
        return new Bundle(more, metadata);
    }

    /**
     * This bundle with an HTML representation.
     *
     * @param html HTML without JavaScript
     * @return a new bundle
     */
    public Bundle html(String html) {
        return with(HTML, html);
    }

    /**
     * This bundle with a PNG picture.
     *
     * @param png the file's bytes
     * @param width width at which to draw it, in CSS pixels; half the picture's own width makes it sharp on fine screens
     * @param height height at which to draw it, in CSS pixels
     * @return a new bundle
     */
    public Bundle png(byte[] png, int width, int height) {
        Map<String, Map<String, Object>> hints = new LinkedHashMap<>(metadata);
        hints.put(PNG, Map.of("width", width, "height", height));
        return new Bundle(data, hints).with(PNG, Base64.getEncoder().encodeToString(png));
    }

    /**
     * The representation that can always be read.
     *
     * @return the plain text
     */
    public String plain() {
        return data.getOrDefault(TEXT, "");
    }
}
