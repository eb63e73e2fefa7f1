package com.example.earlier;

import io.leengine.model.EngineException;
import io.leengine.model.ErrorCode;
import io.leengine.spi.CallContext;
import io.leengine.spi.notifier.Notice;
import io.leengine.spi.notifier.Notifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** A notifier as somebody wrote it against the SPI of 1.0. It stays as it is, whatever becomes of the SPI. */
@Component(configurationPid = "com.example.notifier.earlier", configurationPolicy = ConfigurationPolicy.REQUIRE,
    service = Notifier.class)
@Designate(ocd = EarlierNotifier.Settings.class, factory = true)
public final class EarlierNotifier implements Notifier {
    @ObjectClassDefinition(name = "Earlier notifier")
    public @interface Settings {
        String leengine_name();

        String file();
    }

    private final String name;
    private final Path file;

    @Activate
    public EarlierNotifier(Settings settings) {
        name = settings.leengine_name();
        file = Path.of(settings.file());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public synchronized void deliver(CallContext context, Notice notice, Set<String> recipients) {
        context.check("The delivery");
        try {
            Files.writeString(file, notice.severity() + " " + notice.subject() + "\n", StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new EngineException(ErrorCode.UNAVAILABLE, file + " cannot be written.", e);
        }
    }
}
