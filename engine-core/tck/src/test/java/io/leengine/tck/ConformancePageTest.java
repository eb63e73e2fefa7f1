package io.leengine.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** The reference page of the kit says what the kit checks. {@code -Dleengine.conformance.update=true} writes it anew. */
class ConformancePageTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "reference", "conformance.md");
    private static final Set<Class<?>> COMMON = Set.of(SeamConformance.class, TimedSeamConformance.class);

    private static final String HEAD = """
        # What the conformance kit checks

        Each seam has a class in the kit (`leengine-tck`, package `io.leengine.tck`). A plugin's test extends it, says how \
        the plugin is opened and closed, and declares its abilities; [the guide for vendors](../how-to/for-vendors.md) \
        shows one. Every check is a method; the sentences below are the methods' names. The contract itself is the \
        Javadoc of the SPI, [Seam](../../engine-core/spi/src/main/java/io/leengine/spi/Seam.java) first.

        This page is made from the kit, and a test of the kit compares them.

        ## What a test says of its plugin

        | | |
        | --- | --- |
        | `open()` | Opens the plugin as its activation does. All that one test opens shares one state, in `folder()`; each \
        test begins with an empty one. |
        | `close(opened)` | Closes it as its deactivation does; called once for each that was opened. |
        | `abilities()` | Which of the abilities below it has; none unless overridden. |
        | `patience()` | How long one call or one awaited thing may take, 30 s unless overridden; a check may take four \
        times as long. The parameter `leengine.tck.patience` of JUnit sets it in seconds. |

        Some seams ask for a little more: images to run, sources to build, where notices arrive. Their abstract methods say \
        so.

        ## Abilities

        What is declared is checked. What is not declared must be absent: `ability()` is empty, or what was kept is gone. \
        Either way the check runs; none is skipped.

        | ability | of | means |
        | --- | --- | --- |
        """;

    /** More than a name says. */
    private static final Map<String, String> MEANINGS = Map.ofEntries(
        Map.entry("theNameNeverChanges", "`name()` is the same while it is open, opened again, and after its close."),
        Map.entry("healthAnswersAtOnceAndNeverThrows",
            "Within half a second, for 50 threads, interrupted ones too, and after the close."),
        Map.entry("abilitiesAreThoseDeclared", "`ability()` has what is declared and nothing else."),
        Map.entry("badInputIsInvalidAndNamesItsField",
            "What is malformed or out of bounds is `INVALID`, and `field()` is there."),
        Map.entry("aRepeatedCallChangesNothing", "Every call is made twice; nothing doubles, fails or goes."),
        Map.entry("anInterruptedCallEndsAndARepeatCompletesIt",
            "It ends with `InterruptedException`, or completes and leaves the thread interrupted."),
        Map.entry("fiftyThreadsAtOnceLoseNothing", "Each sees what it did, and all of it is there in the end."),
        Map.entry("closingInTheMiddleHangsNobody",
            "Calls under way complete or end with `UNAVAILABLE`, and the close returns."),
        Map.entry("afterCloseEveryCallIsUnavailable", "`UNAVAILABLE`, of every method."),
        Map.entry("openedAgainItHasWhatWasLeft", "Closed and opened twice in succession."),
        Map.entry("aSuccessorTakesOverUnderWay",
            "Three swaps while eight callers go on: what was acknowledged is there."),
        Map.entry("closeLeavesNothingBehind",
            "No thread (virtual ones too), and on Linux no file or socket that was not there before. What only the first "
                + "opening leaves is a thing of the process, and passes."),
        Map.entry("aCallWithoutTimeLeftTimesOut", "`TIMEOUT`, of every method with a `CallContext`."));

    private static final String INSIDE = """

        ## Deployed

        The same classes run on a plugin as a platform runs it. `io.leengine.tck.framework.PluginFramework`, a JUnit \
        extension, starts a framework with the bundles it is given, and `DeployedPlugin` opens the plugin by a factory \
        configuration and closes it by taking that away; every other time it stops and starts the bundle as well. The \
        Javadoc of `DeployedPlugin` has an example.

        ## The kit's own test

        For each seam the kit has a small plugin in memory that passes every check (package `io.leengine.tck.reference`, \
        worth reading before writing one), and plugins that are broken on purpose, each with one defect. A test runs the \
        kit on all of them and fails when a broken one is not caught by the check it breaks, or by another one:

        ```
        mvn -q -pl engine-core/tck -am -Dtest=KitTest -Dsurefire.failIfNoSpecifiedTests=false test
        ```
        """;

    @Test
    void thePageSaysWhatIsChecked() throws IOException {
        String page = page();
        if (Boolean.getBoolean("leengine.conformance.update")) {
            Files.writeString(PAGE, page);
        }
        assertEquals(page, Files.readString(PAGE), "Write it anew with -Dleengine.conformance.update=true");
    }

    private static String page() {
        StringBuilder page = new StringBuilder(HEAD);
        for (Ability ability : Ability.values()) {
            page.append("| `").append(ability).append("` | ").append(ability.seams()).append(" | ")
                .append(ability.meaning()).append(ability.type().map(type -> " `" + type.getSimpleName() + "`").orElse(""))
                .append(" |\n");
        }
        page.append("\n## Every seam\n\nOf these a registry storage has no limit of time to check.\n\n");
        COMMON.stream().sorted(java.util.Comparator.comparing(Class::getSimpleName)).forEach(type -> list(page, type));
        Map<String, Class<?>> seams = new LinkedHashMap<>();
        seams.put("Scheduler", SchedulerConformance.class);
        seams.put("Network", NetworkConformance.class);
        seams.put("Load balancer", LoadBalancerConformance.class);
        seams.put("Builder", BuilderConformance.class);
        seams.put("Registry storage", RegistryStorageConformance.class);
        seams.put("Monitor", MonitorConformance.class);
        seams.put("Bus", BusConformance.class);
        seams.put("Notifier", NotifierConformance.class);
        seams.put("Identity", IdentityProviderConformance.class);
        seams.forEach((name, type) -> {
            page.append("\n## ").append(name).append("\n\n`").append(type.getSimpleName()).append("`\n\n");
            for (Class<?> one = type; !COMMON.contains(one); one = one.getSuperclass()) {
                list(page, one);
            }
        });
        return page.append(INSIDE).toString();
    }

    private static void list(StringBuilder page, Class<?> type) {
        Set<String> names = new TreeSet<>();
        for (Method method : type.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class)) {
                names.add(method.getName());
            }
        }
        names.forEach(name -> page.append("- ").append(sentence(name))
            .append(MEANINGS.containsKey(name) ? " " + MEANINGS.get(name) : "").append('\n'));
    }

    /** A check's name is a sentence in camel case. */
    private static String sentence(String name) {
        List<String> words = new ArrayList<>(List.of(name.split("(?=[A-Z])|(?<=[a-z])(?=[0-9])")));
        words.replaceAll(word -> word.toLowerCase(Locale.ROOT));
        String text = String.join(" ", words);
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }
}
