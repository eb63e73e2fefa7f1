package io.leengine.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;

/** The scheduler's bundle goes and comes back; what it runs does not notice. */
public class SchedulerSwapIT extends EmbeddedFramework {
    private static final Pattern PID = Pattern.compile("\"pid\":\"([0-9]+)\"");
    private static final Pattern STARTED = Pattern.compile("\"startedAt\":\"([^\"]+)\"");

    private RestClient rest;

    @Override
    @Configuration
    public Option[] embedded() {
        return Provisioning.seeded();
    }

    @Before
    public void deploy() throws Exception {
        rest = new RestClient(context);
        rest.logIn();
        // The base image is made by the platform itself, and there is a small server in it.
        rest.await("/images/leengine%2Fjava/tags", answer -> answer.body().contains("\"25\""));
        String port = Files.readString(Path.of(context.getProperty("leengine.data"), "seed.json"))
                .replaceAll("(?s).*\"ports\":\"([0-9]+)-.*", "$1");
        rest.send("POST", "/applications", "{'name':'swap','image':'leengine/java'}", 201);
        rest.send("POST", "/applications/swap/versions", "{'tag':'25','cells':{'cell-a':1},'settings':{'command':"
                + "['java','-m','jdk.httpserver','-b','127.0.0.1','-p','" + port + "'],'healthCheck':{'path':'/'}}}", 201);
        awaitReady();
    }

    @After
    public void remove() throws Exception {
        rest.send("DELETE", "/applications/swap", null, 202);
        rest.await("/applications/swap", answer -> answer.statusCode() == 404);
        rest.close();
    }

    @Test
    public void instancesOutliveTheBundle() throws Exception {
        String before = rest.send("GET", "/applications/swap/instances", null, 200);
        String pid = RestClient.found(PID, before);
        Bundle scheduler = distribution().stream()
                .filter(bundle -> bundle.getSymbolicName().equals("leengine-scheduler-local")).findFirst().orElseThrow();
        scheduler.stop();
        rest.await("/applications/swap", answer -> answer.body().contains("The cell cell-a does not answer"));
        assertTrue("the instance went with the bundle", ProcessHandle.of(Long.parseLong(pid)).isPresent());
        scheduler.start();
        rest.await("/applications/swap", answer -> answer.body().contains("\"problems\":[]"));
        awaitReady();
        String after = rest.send("GET", "/applications/swap/instances", null, 200);
        assertEquals(pid, RestClient.found(PID, after));
        assertEquals(RestClient.found(STARTED, before), RestClient.found(STARTED, after));
        rest.awaitWhole();
    }

    private void awaitReady() throws Exception {
        rest.await("/applications/swap/instances", answer -> answer.body().contains("\"ready\":true"));
    }
}
