package org.macrodyn.store;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names by which something is found again at the next start. */
public final class StableName {
    /** A class and an identity hash, as {@code Potts@1b2c3d4e} or {@code Main$$Lambda$14/0x0000000840@1b2c3d4e}. */
    private static final Pattern IDENTITY = Pattern.compile("[^\\s,\\[(=]*@[0-9a-f]{1,16}\\b");

    private StableName() {}

    /**
     * The first identity hash in a name, with what stands before it.
     *
     * @param name a {@code toString}
     * @return for example {@code Potts@1b2c3d4e}, or nothing
     */
    public static String identityHash(String name) {
        Matcher matcher = IDENTITY.matcher(name);
        return matcher.find() ? matcher.group() : "";
    }

    /**
     * Refuses what cannot be told from another by its name: with an identity hash it has another name at each start, so that
     * stages on disk would never be found again.
     *
     * @param what it is, for the message: a model, a rule
     * @param value what is named by its {@code toString}
     * @return its name
     * @throws IllegalArgumentException if the name contains such a hash
     */
    public static String of(String what, Object value) {
        String name = value.toString();
        String hash = identityHash(name);
        if (!hash.isEmpty()) {
            throw new IllegalArgumentException(refusal(what, hash));
        }
        return name;
    }

    /**
     * Why a name is refused.
     *
     * @param what it is: a model, a rule
     * @param hash the identity hash in its name
     * @return one line
     */
    public static String refusal(String what, String hash) {
        return "toString of the " + what + " contains " + hash
                + ", which differs at each start, so that its stages would never"
                + " be found again: make it a record, or let toString name the system with all its parameters";
    }
}
