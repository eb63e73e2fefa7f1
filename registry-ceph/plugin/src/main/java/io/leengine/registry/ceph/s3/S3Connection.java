package io.leengine.registry.ceph.s3;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The client of one bucket. Requests run on virtual threads of its own: whoever waits for one can be interrupted, whatever
 * thread it is, and a close ends them all.
 */
final class S3Connection implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(S3Connection.class.getName());
    private static final int CONNECTIONS = 256;
    private static final int ATTEMPTS = 8;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration PROBE = Duration.ofSeconds(5);
    /** An object that tells by its being written that changes are taken. */
    private static final String PROBED = "probe";
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final S3Options options;
    private final S3Client client;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
        Thread.ofVirtual().name("registry-s3-", 0).factory());

    S3Connection(S3Options options) {
        this.options = options;
        Duration limit = options.limit();
        client = S3Client.builder()
            .endpointOverride(options.endpoint())
            .region(Region.of(options.region()))
            .forcePathStyle(true)
            .credentialsProvider(credentials(options))
            // Older gateways do not know the checksums that the client would add by itself.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .httpClientBuilder(Apache5HttpClient.builder()
                .maxConnections(CONNECTIONS)
                .connectionTimeout(CONNECT)
                .connectionAcquisitionTimeout(limit)
                .socketTimeout(limit)
                .expectContinueEnabled(false))
            .overrideConfiguration(override -> override
                .apiCallTimeout(limit)
                .retryStrategy(retries())
                // What lies in the home folder of whoever runs the engine is of no concern here.
                .defaultProfileFile(ProfileFile.aggregator().build()))
            .build();
    }

    static StaticCredentialsProvider credentials(S3Options options) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(options.accessKey(), options.secretKey()));
    }

    /** A gateway that is started anew is back within the repetitions. */
    private static StandardRetryStrategy retries() {
        BackoffStrategy pauses = BackoffStrategy.exponentialDelay(FIRST_PAUSE, LONGEST_PAUSE);
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
            .maxAttempts(ATTEMPTS).backoffStrategy(pauses).throttlingBackoffStrategy(pauses)
            .circuitBreakerEnabled(false).build();
    }

    String bucket() {
        return options.bucket();
    }

    S3Options options() {
        return options;
    }

    /** Makes a request and waits for its answer. */
    <T> T call(Function<S3Client, T> request) throws InterruptedException {
        return wait(start(request));
    }

    /** Makes a request that gives nothing when there is nothing of the kind. */
    <T> Optional<T> find(Function<S3Client, T> request) throws InterruptedException {
        return found(start(request));
    }

    /** Waits for the answer of a request that gives nothing when there is nothing of the kind. */
    <T> Optional<T> found(Future<T> request) throws InterruptedException {
        try {
            return Optional.of(wait(request));
        } catch (EngineException e) {
            if (e.getCause() instanceof NoSuchKeyException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Makes a request that changes something. One that is not taken in time while only reads are answered says so. */
    <T> T write(Function<S3Client, T> request) throws InterruptedException {
        try {
            return call(request);
        } catch (EngineException e) {
            throw notTaken(e);
        }
    }

    /** Returns what it means that a change failed so. */
    EngineException notTaken(EngineException e) throws InterruptedException {
        if (e.code() != ErrorCode.TIMEOUT) {
            return e;
        }
        try {
            call(client -> client.listObjectsV2(list -> list.bucket(bucket()).maxKeys(1)
                .overrideConfiguration(S3Connection::brief)));
        } catch (EngineException down) {
            e.addSuppressed(down);
            return e;
        }
        try {
            // What was down may be back since: then it is not full, and whoever comes again is served.
            call(client -> client.putObject(put -> put.bucket(bucket()).key(PROBED).overrideConfiguration(S3Connection::brief),
                RequestBody.fromString(PROBED)));
            return e;
        } catch (EngineException refused) {
            e.addSuppressed(refused);
            return refused.code() == ErrorCode.TIMEOUT ? Failures.full(e) : e;
        }
    }

    private static void brief(AwsRequestOverrideConfiguration.Builder override) {
        override.apiCallTimeout(PROBE);
    }

    /** Begins a request. */
    <T> Future<T> start(Function<S3Client, T> request) {
        try {
            return threads.submit(() -> request.apply(client));
        } catch (RejectedExecutionException e) {
            throw Failures.closed(e);
        }
    }

    /** Runs something on a thread of its own, which a close interrupts. */
    void run(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            throw Failures.closed(e);
        }
    }

    /** Makes a request on this thread. */
    <T> T here(Function<S3Client, T> request) throws InterruptedException {
        try {
            return request.apply(client);
        } catch (RuntimeException e) {
            throw translated(e);
        }
    }

    /** Waits for the answer of a request; an interrupt of the one who waits ends the request. */
    <T> T wait(Future<T> request) throws InterruptedException {
        try {
            return request.get(options.limit().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw translated(e.getCause());
        } catch (CancellationException e) {
            throw Failures.closed(e);
        } catch (TimeoutException e) {
            throw new EngineException(ErrorCode.TIMEOUT, "Ceph's S3 gateway did not answer in time.", e);
        } finally {
            request.cancel(true);
        }
    }

    private EngineException translated(Throwable e) throws InterruptedException {
        if (threads.isShutdown()) {
            return Failures.closed(e);
        }
        if (e instanceof AbortedException) {
            Thread.interrupted();
            throw (InterruptedException) new InterruptedException("The request was interrupted").initCause(e);
        }
        if (e instanceof SdkException failed) {
            return Failures.of(failed);
        }
        if (e instanceof EngineException known) {
            return known;
        }
        return new EngineException(ErrorCode.INTERNAL, "A request to Ceph's S3 gateway failed: " + e.getMessage(), e);
    }

    /** Returns the status a request was answered with; 0 when it was not. */
    static int status(EngineException e) {
        return e.getCause() instanceof S3Exception answered
            ? answered.statusCode() : 0;
    }

    /** Ends all requests and waits for their threads. */
    @Override
    public void close() {
        threads.shutdownNow();
        client.close();
        try {
            if (!threads.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "Requests to the {0} did not end in {1} s", options, GRACE.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
