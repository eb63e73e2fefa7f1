package io.leengine.scheduler.k8s;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which Kubernetes a cluster is.
 *
 * @param text as it calls itself; empty while that is not known
 * @param minor the second number of 1.x; -1 when the text is not understood
 */
record KubernetesVersion(String text, int minor) {
    static final KubernetesVersion UNKNOWN = new KubernetesVersion("", -1);
    /** The oldest that has all that is used, and that anybody still mends. */
    static final int OLDEST = 30;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern FORM = Pattern.compile("v?1\\.(\\d{1,4})\\b.*");

    /** Of the answer to {@code /version}. */
    static KubernetesVersion told(String answer) {
        try {
            return of(answer == null ? "" : JSON.readTree(answer).path("gitVersion").asString(""));
        } catch (JacksonException e) {
            return of("not JSON");
        }
    }

    static KubernetesVersion of(String text) {
        Matcher matcher = FORM.matcher(text == null ? "" : text);
        return new KubernetesVersion(text == null ? "" : text, matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1);
    }

    /** Throws {@code UNAVAILABLE} when it is too old; one that is not understood is tried. */
    void mustBeUsable(String cell) {
        if (isTooOld()) {
            throw new EngineException(ErrorCode.UNAVAILABLE, "The cell '" + cell + "' runs Kubernetes " + text
                + ", which is too old.").withNextStep("Upgrade the cluster to 1." + OLDEST + " or later.");
        }
    }

    boolean isTooOld() {
        return minor >= 0 && minor < OLDEST;
    }

    /** Whether there is a version that says nothing to this. */
    boolean isStrange() {
        return minor < 0 && !text.isEmpty();
    }
}
