package io.leengine.rest.view;

import io.leengine.engine.domain.Quota;
import io.leengine.engine.domain.QuotaKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** An amount for each thing that a quota limits. */
@Doc("An amount for each thing that a quota limits.")
public record LimitsView(
        @Doc(value = "Applications.", least = LEAST, most = MOST, example = "20") Optional<Long> applications,
        @Doc(value = "Instances of versions.", least = LEAST, most = MOST, example = "100") Optional<Long> instances,
        @Doc(value = "What instances are promised, in thousandths of a processor.", least = LEAST, most = MOST,
            example = "50000") Optional<Long> cpuMillis,
        @Doc(value = "What instances are promised, in bytes.", least = LEAST, most = MOST, example = "107374182400")
        Optional<Long> memoryBytes,
        @Doc(value = "What the tags of images hold, in bytes.", least = LEAST, most = MOST, example = "53687091200")
        Optional<Long> imageBytes,
        @Doc(value = "Build runs that go on at a time.", least = LEAST, most = MOST, example = "2")
        Optional<Long> builds) {
    private static final long LEAST = Quota.NO_LIMIT;
    private static final long MOST = Quota.MOST;

    /** Returns the view. */
    public static LimitsView of(Map<QuotaKind, Long> amounts) {
        return new LimitsView(amount(amounts, QuotaKind.APPLICATIONS), amount(amounts, QuotaKind.INSTANCES),
            amount(amounts, QuotaKind.CPU), amount(amounts, QuotaKind.MEMORY),
            amount(amounts, QuotaKind.IMAGE_STORAGE), amount(amounts, QuotaKind.BUILDS));
    }

    private static Optional<Long> amount(Map<QuotaKind, Long> amounts, QuotaKind kind) {
        return Optional.ofNullable(amounts.get(kind));
    }

    /** Returns what is given, by kind. */
    Map<QuotaKind, Long> amounts() {
        Map<QuotaKind, Long> amounts = new EnumMap<>(QuotaKind.class);
        applications.ifPresent(amount -> amounts.put(QuotaKind.APPLICATIONS, amount));
        instances.ifPresent(amount -> amounts.put(QuotaKind.INSTANCES, amount));
        cpuMillis.ifPresent(amount -> amounts.put(QuotaKind.CPU, amount));
        memoryBytes.ifPresent(amount -> amounts.put(QuotaKind.MEMORY, amount));
        imageBytes.ifPresent(amount -> amounts.put(QuotaKind.IMAGE_STORAGE, amount));
        builds.ifPresent(amount -> amounts.put(QuotaKind.BUILDS, amount));
        return amounts;
    }
}
