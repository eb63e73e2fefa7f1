package io.leengine.registry.ceph.s3;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What a request's failure means to a caller. */
final class Failures {
    static final int REFUSED = 403;
    static final int ABSENT = 404;
    static final int TIMED_OUT = 408;
    static final int CONFLICT = 409;
    static final int PRECONDITION = 412;
    private static final int SERVER = 500;
    private static final int FULL = 507;

    private Failures() {
    }

    static EngineException of(SdkException e) {
        if (e instanceof S3Exception answered) {
            return answer(answered);
        }
        if (e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException) {
            return timeout(e);
        }
        return new EngineException(ErrorCode.UNAVAILABLE, "Ceph's S3 gateway cannot be reached: " + e.getMessage(), e)
            .withNextStep("See whether the gateway runs and the storage's endpoint is right.");
    }

    private static EngineException answer(S3Exception e) {
        int status = e.statusCode();
        String code = e.awsErrorDetails() == null ? "" : String.valueOf(e.awsErrorDetails().errorCode());
        if (status == FULL || "QuotaExceeded".equals(code)) {
            return new EngineException(ErrorCode.INSUFFICIENT_RESOURCES, "The registry's bucket may not take more: its quota "
                + "or that of its user is used up.", e).withNextStep("Raise the quota, or delete images and collect garbage.");
        }
        if (status == TIMED_OUT) {
            return timeout(e);
        }
        if ("NoSuchBucket".equals(code)) {
            return new EngineException(ErrorCode.UNAVAILABLE, "The registry's bucket does not exist.", e)
                .withNextStep("Make the bucket, or set the right one.");
        }
        if (status == REFUSED) {
            return new EngineException(ErrorCode.UNAVAILABLE, "Ceph's S3 gateway refuses the storage's key: " + code + ".", e)
                .withNextStep("See whether the access key and the secret key are right and their user may use the bucket.");
        }
        return status >= SERVER
            ? new EngineException(ErrorCode.UNAVAILABLE, "Ceph's S3 gateway failed: " + status + " " + code + ".", e)
                .withNextStep("See whether the cluster is well.")
            : new EngineException(ErrorCode.INTERNAL, "Ceph's S3 gateway does not take a request: " + status + " " + code
                + ".", e);
    }

    private static EngineException timeout(SdkException e) {
        return new EngineException(ErrorCode.TIMEOUT, "Ceph's S3 gateway did not answer in time.", e)
            .withNextStep("See whether the cluster is well.");
    }

    /** Returns what a write that was not taken in time means when reading goes on. */
    static EngineException full(EngineException e) {
        return new EngineException(ErrorCode.INSUFFICIENT_RESOURCES, "Ceph takes no writes in time while it answers reads: it "
            + "is full, or part of it is down.", e)
            .withNextStep("Look at 'ceph health detail'; add disks, or delete images and collect garbage.");
    }

    static EngineException closed(Throwable cause) {
        return new EngineException(ErrorCode.UNAVAILABLE, "The connection to Ceph's S3 gateway is closed.", cause);
    }
}
