package io.leengine.registry.ceph.s3;

import io.leengine.model.EngineException;
import io.leengine.registry.ceph.Names;
import io.leengine.spi.registry.RegistryStorage.Page;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Small values as objects {@code names/FOLDER!NAME}. The exclamation mark sorts before every character of a folder, so that
 * folders come in their order, and the gateway can list them without what is in them. Changes are compared by conditional
 * requests, which the gateway carries out atomically.
 */
final class S3Names implements Names {
    private static final String ROOT = "names/";
    private static final String END = "!";
    private static final String BEHIND_ALL_NAMES = "~";
    private static final int MOST_KEYS = 1000;
    private static final int AT_ONCE = 16;

    private final S3Connection s3;

    S3Names(S3Connection s3) {
        this.s3 = s3;
    }

    @Override
    public Optional<Entry> get(String folder, String name) throws InterruptedException {
        return s3.find(client -> client.getObject(get -> get.bucket(s3.bucket()).key(key(folder, name)),
            ResponseTransformer.toBytes())).map(found -> entry(name, found));
    }

    @Override
    public boolean putIfAbsent(String folder, String name, byte[] value) throws InterruptedException {
        return put(folder, name, value, request -> request.ifNoneMatch("*")).isPresent();
    }

    @Override
    public Optional<Entry> replace(String folder, Entry expected, byte[] value) throws InterruptedException {
        return put(folder, expected.name(), value, request -> request.ifMatch(expected.version()));
    }

    private Optional<Entry> put(String folder, String name, byte[] value, Consumer<PutObjectRequest.Builder> condition)
            throws InterruptedException {
        try {
            PutObjectResponse put = s3.write(client -> client.putObject(request -> {
                request.bucket(s3.bucket()).key(key(folder, name));
                condition.accept(request);
            }, RequestBody.fromBytes(value)));
            return Optional.of(new Entry(name, value, version(put.eTag())));
        } catch (EngineException e) {
            switch (S3Connection.status(e)) {
                case Failures.PRECONDITION, Failures.CONFLICT, Failures.ABSENT -> {
                    // Also when it was taken, the answer lost and the request repeated.
                    return get(folder, name).filter(now -> Arrays.equals(now.value(), value));
                }
                default -> throw e;
            }
        }
    }

    @Override
    public boolean remove(String folder, Entry expected) throws InterruptedException {
        Optional<Entry> now = get(folder, expected.name());
        if (now.isPresent()) {
            if (!now.get().version().equals(expected.version())) {
                return false;
            }
            remove(folder, expected.name());
        }
        return true;
    }

    @Override
    public void remove(String folder, String name) throws InterruptedException {
        s3.write(client -> client.deleteObject(delete -> delete.bucket(s3.bucket()).key(key(folder, name))));
    }

    @Override
    public Page<String> names(String folder, String prefix, Optional<String> after, int limit)
            throws InterruptedException {
        String start = key(folder, "");
        List<String> found = list(start + prefix, Optional.empty(), after.map(start::concat), limit);
        return page(found.stream().map(key -> key.substring(start.length())).toList(), limit);
    }

    @Override
    public Page<Entry> entries(String folder, String prefix, Optional<String> after, int limit)
            throws InterruptedException {
        Page<String> names = names(folder, prefix, after, limit);
        List<Entry> entries = values(folder, names.items());
        while (entries.isEmpty() && names.more()) {
            // All of the page went meanwhile.
            names = names(folder, prefix, Optional.of(names.items().getLast()), limit);
            entries = values(folder, names.items());
        }
        return new Page<>(entries, names.more());
    }

    private List<Entry> values(String folder, List<String> names) throws InterruptedException {
        List<Entry> entries = new ArrayList<>();
        for (int from = 0; from < names.size(); from += AT_ONCE) {
            List<String> some = names.subList(from, Math.min(names.size(), from + AT_ONCE));
            List<Future<ResponseBytes<GetObjectResponse>>> asked = new ArrayList<>();
            try {
                for (String name : some) {
                    asked.add(s3.start(client -> client.getObject(get -> get.bucket(s3.bucket()).key(key(folder, name)),
                        ResponseTransformer.toBytes())));
                }
                for (int i = 0; i < some.size(); i++) {
                    String name = some.get(i);
                    s3.found(asked.get(i)).ifPresent(found -> entries.add(entry(name, found)));
                }
            } finally {
                asked.forEach(each -> each.cancel(true));
            }
        }
        return entries;
    }

    @Override
    public Page<String> folders(String prefix, Optional<String> after, int limit) throws InterruptedException {
        List<String> found = list(ROOT + prefix, Optional.of(END), after.map(folder -> key(folder, BEHIND_ALL_NAMES)), limit);
        return page(found.stream().map(key -> key.substring(ROOT.length(), key.length() - END.length())).toList(), limit);
    }

    /** Returns keys in order, or what they have in common up to a delimiter: one more than the limit, if there are as many. */
    private List<String> list(String prefix, Optional<String> delimiter, Optional<String> after, int limit)
            throws InterruptedException {
        List<String> found = new ArrayList<>();
        String token = null;
        do {
            String from = token;
            int most = (int) Math.min(MOST_KEYS, limit + 1L - found.size());
            ListObjectsV2Response page = s3.call(client -> client.listObjectsV2(request -> request.bucket(s3.bucket())
                .prefix(prefix).delimiter(delimiter.orElse(null)).startAfter(after.orElse(null)).continuationToken(from)
                .maxKeys(most)));
            if (delimiter.isPresent()) {
                page.commonPrefixes().stream().map(CommonPrefix::prefix).forEach(found::add);
            } else {
                page.contents().stream().map(S3Object::key).forEach(found::add);
            }
            token = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
        } while (token != null && found.size() <= limit);
        return found;
    }

    private static Page<String> page(List<String> oneMore, int limit) {
        return oneMore.size() > limit ? new Page<>(oneMore.subList(0, limit), true) : new Page<>(oneMore, false);
    }

    private static Entry entry(String name, ResponseBytes<GetObjectResponse> found) {
        return new Entry(name, found.asByteArray(), version(found.response().eTag()));
    }

    /** Without its quotes: gateways before Ceph 17 compare what they are sent with the bare tag, later ones take either. */
    private static String version(String tag) {
        return tag.replace("\"", "");
    }

    private static String key(String folder, String name) {
        return ROOT + folder + END + name;
    }
}
