package org.macrodyn.store;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** When and by what a stage was made, in words. */
final class Made {
    private Made() {}

    static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static String of(Manifest manifest) {
        String when = manifest.finishedAt == null ? manifest.created : manifest.finishedAt;
        return (manifest.finished ? "made " : "begun ") + local(when) + otherVersion(manifest);
    }

    /** The time of day here, with the date if that is not today's. */
    private static String local(String instant) {
        try {
            LocalDateTime time = LocalDateTime.ofInstant(Instant.parse(instant), ZoneId.systemDefault());
            String pattern =
                    time.toLocalDate().equals(LocalDate.now(ZoneId.systemDefault())) ? "HH:mm" : "yyyy-MM-dd HH:mm";
            return time.format(DateTimeFormatter.ofPattern(pattern, Locale.ROOT));
        } catch (DateTimeException damaged) {
            return instant;
        }
    }

    private static String otherVersion(Manifest manifest) {
        String version = manifest.versions.get("macrodyn");
        return Versions.library().equals(version)
                ? ""
                : " by version " + version + " of this library, which is " + Versions.library();
    }
}
