package org.macrodyn;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The house of kernel-lib/ARCHITECTURE.md: a package uses only what stands below it. */
class HouseTest {
    /** From the top floor down. */
    private static final List<String> FLOORS = List.of(
            "experiments",
            "kernel",
            "notebook",
            "systems",
            "study",
            "figures",
            "law",
            "sde",
            "closure",
            "net",
            "scale",
            "data",
            "ensemble",
            "micro",
            "metrics",
            "exact",
            "store",
            "run");
    /** Neighbours on one floor, which do not know each other. */
    private static final Set<String> STRANGERS = Set.of("metrics", "exact", "store");

    private static final String ROOT = "org.macrodyn.";

    /** To read all classes takes seconds: once for all tests. */
    static final JavaClasses LIBRARY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.macrodyn");

    @Test
    void everyPackageHasItsFloor() {
        Set<String> found = new TreeSet<>();
        LIBRARY.forEach(type -> found.add(room(type)));
        assertThat(found).isEqualTo(new TreeSet<>(FLOORS));
    }

    @Test
    void nobodyUsesWhatStandsAbove() {
        Set<String> upwards = new TreeSet<>();
        for (JavaClass type : LIBRARY) {
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(target -> target.getPackageName().startsWith(ROOT) && !mayUse(room(type), room(target)))
                    .forEach(target -> upwards.add(type.getName() + " uses " + target.getName()));
        }
        assertThat(upwards).isEmpty();
    }

    private static boolean mayUse(String user, String used) {
        boolean strangers = STRANGERS.contains(user) && STRANGERS.contains(used) && !user.equals(used);
        return FLOORS.indexOf(user) <= FLOORS.indexOf(used) && !strangers;
    }

    private static String room(JavaClass type) {
        String inside = (type.getPackageName() + ".").substring(ROOT.length());
        return inside.substring(0, inside.indexOf('.'));
    }
}
