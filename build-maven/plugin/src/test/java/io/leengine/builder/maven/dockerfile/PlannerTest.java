package io.leengine.builder.maven.dockerfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static ImagePlan plan(String text) {
        return Planner.plan(DockerfileParser.parse(text));
    }

    @Test
    void everyInstructionHasItsPlace() {
        var plan = plan("""
            # syntax=docker/dockerfile:1
            ARG TAG=25
            FROM leengine/java:${TAG} AS app
            ARG who=world
            ENV A=1 B="two words" C=$who \\
                # a comment within
                D=${missing:-x$who}
            ENV legacy some  value
            LABEL a.b="c d"
            WORKDIR /app
            WORKDIR sub
            COPY --chown=1000:1000 --chmod=640 one two/ ./
            COPY ["a b", "c"]
            ADD x.txt /y
            EXPOSE 8080 9000-9001/udp
            VOLUME /data
            USER app
            HEALTHCHECK CMD true
            ENTRYPOINT ["java", "-jar", "x\\ty"]
            CMD run $A
            """);
        assertEquals(Optional.of("leengine/java:25"), plan.from());
        assertEquals(Map.of("A", "1", "B", "two words", "C", "world", "D", "xworld", "legacy", "some  value"),
            plan.environment());
        assertEquals(Map.of("a.b", "c d"), plan.labels());
        assertEquals(Optional.of("/app/sub"), plan.workingFolder());
        assertEquals(new CopyStep(12, false, List.of("one", "two"), "/app/sub", true, "1000:1000",
            OptionalInt.of(0640)), plan.copies().get(0));
        assertEquals(new CopyStep(13, false, List.of("a b"), "/app/sub/c", false, "", OptionalInt.empty()),
            plan.copies().get(1));
        assertEquals("/y", plan.copies().get(2).target());
        assertEquals(Set.of("8080/tcp", "9000/udp", "9001/udp"), plan.ports());
        assertEquals(Set.of("/data"), plan.volumes());
        assertEquals(Optional.of("app"), plan.user());
        assertEquals(Optional.of(List.of("java", "-jar", "x\ty")), plan.entrypoint());
        assertEquals(Optional.of(List.of("/bin/sh", "-c", "run $A")), plan.arguments());
        assertEquals(List.of("Dockerfile line 18: HEALTHCHECK has no effect here."), plan.ignored());
    }

    @Test
    void whatIsWrongNamesItsLine() {
        for (String wrong : List.of("FROM", "FROM a b", "FROM scratch\nENV A", "FROM scratch\nEXPOSE 70000",
                "FROM scratch\nCOPY x", "FROM scratch\nENV A='x", "COPY a b", "FROM scratch\nENV A=${x", "", "x y")) {
            var failure = assertThrows(EngineException.class, () -> plan(wrong), wrong);
            assertEquals(ErrorCode.BUILD_FAILED, failure.code());
            assertTrue(failure.getMessage().startsWith("Dockerfile line "), failure.getMessage());
        }
    }

    @Test
    void whatLeavesTheFolderIsInvalid() {
        for (String path : List.of("../x", "a/../../x", "/..", "a/..")) {
            var failure = assertThrows(EngineException.class, () -> plan("FROM scratch\nCOPY " + path + " /\n"));
            assertEquals(ErrorCode.INVALID, failure.code());
        }
    }

    @Test
    void whatOnlyAContainerCanDoIsToldApart() {
        for (String needs : List.of("RUN x", "COPY --from=a b c", "FROM scratch", "COPY <<EOF /x", "ADD http://x /y",
                "SHELL [\"x\"]", "COPY --chown=app x /y", "ONBUILD RUN x")) {
            assertThrows(NeedsContainerException.class, () -> plan("FROM scratch\n" + needs + "\n"), needs);
        }
        // The base image's variables and folder are not known here.
        assertThrows(NeedsContainerException.class, () -> plan("FROM x\nENV PATH=/a:$PATH\n"));
        assertThrows(NeedsContainerException.class, () -> plan("FROM x\nCOPY a b\n"));
    }
}
