package io.leengine.registry.ceph.testcell;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes buckets without a client of S3, by the older and simpler of the two signatures that Ceph's gateway takes. */
final class Buckets {
    private static final int DONE = 200;

    private Buckets() {
    }

    static void make(URI endpoint, String bucket, Duration limit) throws IOException, InterruptedException {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
        String signed = "PUT\n\n\n\nx-amz-date:" + date + "\n/" + bucket;
        HttpRequest request = HttpRequest.newBuilder(endpoint.resolve("/" + bucket)).timeout(limit)
            .header("x-amz-date", date)
            .header("Authorization", "AWS " + CephCluster.ACCESS_KEY + ":" + signature(signed))
            .PUT(BodyPublishers.noBody()).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != DONE) {
                throw new IOException("The bucket was not made: " + answer.statusCode() + " " + answer.body());
            }
        }
    }

    private static String signature(String signed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(CephCluster.SECRET_KEY.getBytes(StandardCharsets.US_ASCII), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HMAC with SHA-1", e);
        }
    }
}
