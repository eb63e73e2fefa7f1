package io.leengine.registry.ceph.rados;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.leengine.model.Digest;
import io.leengine.spi.registry.RegistryStorage;
import io.leengine.tck.Ability;
import io.leengine.tck.RegistryStorageConformance;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedCluster.class)
class RadosRegistryStorageTest extends RegistryStorageConformance {
    private final Target target;

    RadosRegistryStorageTest(Target target) {
        this.target = target;
    }

    @Override
    protected Set<Ability> abilities() {
        return Set.of(Ability.HOLDINGS_LISTING);
    }

    @Override
    protected RegistryStorage open() {
        return new RadosRegistryStorage("main", target);
    }

    @Override
    protected void close(RegistryStorage open) {
        ((RadosRegistryStorage) open).close();
    }

    @Override
    protected Process startWorker() throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED", "-Xmx256m", "-cp", System.getProperty("java.class.path"),
            StorageWorker.class.getName(), target.confFile(), target.pool(), target.namespace())
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** Whole stripes, a partial one and one byte more, in chunks that end everywhere. */
    @Test
    void aBlobOfManyStripesPushedInUnevenChunksByTwoEnginesComesBackWhole() throws Exception {
        byte[] content = new byte[3 * RadosContents.STRIPE + Rados.SLICE + 1];
        new Random(5).nextBytes(content);
        try (var first = new RadosRegistryStorage("main", target); var second = new RadosRegistryStorage("main", target)) {
            String upload = first.beginUpload("a");
            int[] ends = {10, Rados.SLICE, RadosContents.STRIPE, RadosContents.STRIPE + 7, 3 * RadosContents.STRIPE,
                content.length};
            int from = 0;
            for (int i = 0; i < ends.length; i++) {
                var engine = i % 2 == 0 ? first : second;
                engine.append("a", upload, from, new ByteArrayInputStream(content, from, ends[i] - from));
                from = ends[i];
            }
            second.commitUpload("a", upload, Digest.of(content));
            for (int offset : new int[] {0, Rados.SLICE - 1, RadosContents.STRIPE, content.length - 1, content.length}) {
                try (var in = first.openBlob(Digest.of(content), offset)) {
                    assertEquals(-1, Arrays.mismatch(Arrays.copyOfRange(content, offset, content.length), in.readAllBytes()));
                }
            }
        }
    }
}
