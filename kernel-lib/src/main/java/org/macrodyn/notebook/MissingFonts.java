package org.macrodyn.notebook;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The machine has no fonts, or not the libraries that read them, so that no chart can be drawn. */
public final class MissingFonts extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** What Java's font machinery says, in the messages of many kinds of errors. */
    private static final Pattern SIGN =
            Pattern.compile("(?i)fontconfig|libfontmanager|freetype|\\bsun\\.font\\.|\\bsun\\.awt\\.\\w*Font");

    /**
     * Says which package to install.
     *
     * @param cause what Java's font machinery threw
     */
    public MissingFonts(Throwable cause) {
        super(advice(), cause);
    }

    /**
     * What to do.
     *
     * @return one line
     */
    public static String advice() {
        return "this machine has no fonts, and charts need them: install some (Debian, Ubuntu: "
                + "apt-get install fontconfig fonts-dejavu-core), then restart the kernel";
    }

    /**
     * Whether an error, or what caused it, came from Java's font machinery.
     *
     * @param thrown any error
     * @return whether fonts or their libraries are missing
     */
    public static boolean isBehind(Throwable thrown) {
        int depth = 0;
        for (Throwable link = thrown; link != null && depth < 20; link = link.getCause(), depth++) {
            if (link instanceof MissingFonts || isSign(link.getMessage(), link.getStackTrace())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether one error came from Java's font machinery.
     *
     * @param message its message, may be null
     * @param frames its stack trace
     * @return whether the message or the place is of that machinery
     */
    public static boolean isSign(@Nullable String message, StackTraceElement[] frames) {
        return (message != null && SIGN.matcher(message).find())
                || (frames.length > 0 && SIGN.matcher(frames[0].getClassName()).find());
    }
}
