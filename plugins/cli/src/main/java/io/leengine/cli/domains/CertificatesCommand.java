package io.leengine.cli.domains;

import io.leengine.cli.client.EngineApi;
import io.leengine.cli.client.NewCertificate;
import io.leengine.cli.client.Reply;
import io.leengine.cli.http.ApiClient;
import io.leengine.cli.output.Columns;
import io.leengine.cli.session.ChangeCommand;
import io.leengine.cli.session.DeleteCommand;
import io.leengine.cli.session.ReadCommand;
import io.leengine.cli.session.SearchCommand;
import io.leengine.cli.session.SecretFile;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Certificates of load-balancer groups. */
@Command(name = "certificates", aliases = "certificate", mixinStandardHelpOptions = true,
    description = "Certificates of load-balancer groups, by which domains are served over TLS.",
    subcommands = {CertificatesCommand.All.class, CertificatesCommand.Show.class, CertificatesCommand.Put.class,
        CertificatesCommand.Delete.class})
public final class CertificatesCommand {
    /** Which one. */
    static final class Which {
        @Parameters(paramLabel = "CERTIFICATE", description = "Unique within the group.")
        private String name;

        @Option(names = "--group", required = true, paramLabel = "GROUP", description = "The load-balancer group.")
        private String group;

        Reply<?> read(EngineApi engine) {
            return engine.domainsAndCertificates().getCertificate(group, name);
        }
    }

    @Command(name = "list", aliases = "ls", description = "Lists the certificates of a group.")
    static final class All extends SearchCommand {
        @Option(names = "--group", required = true, paramLabel = "GROUP", description = "The load-balancer group.")
        private String group;

        @Override
        protected String path() {
            return "/load-balancer-groups/" + ApiClient.segment(group) + "/certificates";
        }

        @Override
        protected Columns columns() {
            return ShownDomain.certificate();
        }
    }

    @Command(name = "show", description = "Shows a certificate; its key is never told.")
    static final class Show extends ReadCommand {
        @Mixin
        private Which which;

        @Override
        protected void run(EngineApi engine) {
            output().one(which.read(engine).json(), ShownDomain.certificate().field("FINGERPRINT", "fingerprint")
                .field("CHANGED", "changedAt").field("BY", "changedBy"));
        }
    }

    @Command(name = "put", description = "Adds a certificate, or replaces the one of its name; for administrators.")
    static final class Put extends ChangeCommand {
        @Mixin
        private Which which;

        @Option(names = "--chain-file", required = true, paramLabel = "FILE", description = "The certificate and those that lead "
            + "to its issuer, PEM, the certificate first.")
        private Path chain;

        @Option(names = "--key-file", required = true, paramLabel = "FILE", description = "Its private key, PKCS #8 in PEM, not "
            + "encrypted.")
        private Path key;

        @Override
        protected void run(EngineApi engine) {
            output().one(engine.domainsAndCertificates().putCertificate(which.group, which.name,
                new NewCertificate(SecretFile.text(chain), SecretFile.text(key)), Optional.empty()).json(),
                ShownDomain.certificate());
        }
    }

    @Command(name = "delete", aliases = "rm", description = "Removes a certificate that no domain is served by.")
    static final class Delete extends DeleteCommand {
        @Mixin
        private Which which;

        @Override
        protected Reply<?> read(EngineApi engine) {
            return which.read(engine);
        }

        @Override
        protected Reply<?> delete(EngineApi engine, Optional<String> seen) {
            return engine.domainsAndCertificates().deleteCertificate(which.group, which.name, seen);
        }

        @Override
        protected String kind() {
            return "certificate";
        }

        @Override
        protected String name() {
            return which.name;
        }
    }
}
