package io.leengine.bus.etcd;

import io.leengine.tck.Certificates;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An etcd with encrypted connections, clients' certificates and users. */
final class SecureEtcd implements AutoCloseable {
    static final String USER = "engine";
    static final String PASSWORD = "not-to-be-seen";

    final Certificates certificates;
    final Etcd etcd;

    private SecureEtcd(Certificates certificates, Etcd etcd) {
        this.certificates = certificates;
        this.etcd = etcd;
    }

    /** @param prefix what the user may read and write */
    static SecureEtcd start(Path program, Path folder, String prefix, String... more) throws Exception {
        Certificates certificates = new Certificates(folder.resolve("pki"))
            .issue("etcd", "ip:127.0.0.1,dns:localhost").issue("client", "").issue("elsewhere", "dns:elsewhere.example");
        List<String> arguments = new java.util.ArrayList<>(List.of(more));
        arguments.add("--bcrypt-cost=4");
        Etcd etcd = Etcd.encrypted(program, folder.resolve("etcd"), certificates, "etcd", true,
            arguments.toArray(String[]::new));
        boolean made = false;
        try {
            etcd.start();
            try (Administrator administrator = new Administrator(etcd)) {
                administrator.requireUsers(USER, PASSWORD, prefix);
            }
            made = true;
            return new SecureEtcd(certificates, etcd);
        } finally {
            if (!made) {
                etcd.close();
            }
        }
    }

    /** As the user, with a certificate. */
    Options options(String prefix) throws java.io.IOException {
        return options(prefix, USER, PASSWORD,
            Encryption.of(certificates.authority(), certificates.certificate("client"), certificates.key("client")));
    }

    Options options(String prefix, String user, String password, Encryption encryption) {
        return new Options("test", Endpoint.parse(etcd.address()).endpoints(), new KeySpace(prefix), Optional.of(encryption),
            user, password);
    }

    @Override
    public void close() {
        etcd.close();
    }
}
