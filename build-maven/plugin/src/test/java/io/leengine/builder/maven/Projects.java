package io.leengine.builder.maven;

import java.util.HashMap;
import java.util.Map;

/** Maven projects for tests; they need few plugins, which the build of this module has used itself. */
public final class Projects {
    static final String DOCKERFILE = """
        FROM scratch
        COPY target/*.jar /app/
        ENTRYPOINT ["java", "-jar", "/app/tiny.jar"]
        """;

    static final String HANGING = "conformance: hanging";

    private Projects() {
    }

    /** Returns a project of one class; {@code source} is that of {@code Tiny}. */
    static Map<String, String> jar(String source) {
        var out = new HashMap<String, String>();
        out.put("pom.xml", pom());
        out.put("src/main/java/Tiny.java", source);
        out.put("Dockerfile", DOCKERFILE);
        return out;
    }

    static String sound() {
        return "public class Tiny { public static void main(String[] a) { System.out.println(\"tiny\"); } }\n";
    }

    /**
     * Returns a project whose compile runs a program in Maven's place: what stands in {@code jvm.config} goes before
     * Maven's own arguments to {@code java}. It starts faster than any plugin would.
     */
    static Map<String, String> running(String body) {
        return Map.of("pom.xml", pom(), ".mvn/jvm.config", "Program.java", "Dockerfile",
            "FROM scratch\nCOPY pom.xml /\n", "Program.java", """
            public class Program {
                public static void main(String[] arguments) throws Exception {
            %s
                }
            }
            """.formatted(body));
    }

    /** Returns a project whose compile starts processes that all have a mark in their arguments, and never ends. */
    public static Map<String, String> hanging(String mark) {
        return running("""
            new ProcessBuilder("/bin/sh", "-c", "trap '' TERM INT; while :; do sleep 1; done", "%1$s")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            new ProcessBuilder("setsid", "/bin/sh", "-c", "while :; do sleep 1; done", "%1$s")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            System.out.println("%2$s");
            Thread.sleep(java.time.Duration.ofHours(1));
            """.formatted(mark, HANGING));
    }

    private static String pom() {
        return """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>org.example</groupId>
              <artifactId>tiny</artifactId>
              <version>1.0</version>
              <properties>
                <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                <project.build.outputTimestamp>2026-01-01T00:00:00Z</project.build.outputTimestamp>
                <maven.compiler.release>21</maven.compiler.release>
              </properties>
              <build>
                <finalName>tiny</finalName>
                <plugins>
                  <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.16.0</version></plugin>
                  <plugin><artifactId>maven-jar-plugin</artifactId><version>3.4.2</version></plugin>
                  <plugin><artifactId>maven-surefire-plugin</artifactId><version>3.6.1</version>
                    <configuration><useFile>false</useFile></configuration></plugin>
                </plugins>
              </build>
            </project>
            """;
    }
}
