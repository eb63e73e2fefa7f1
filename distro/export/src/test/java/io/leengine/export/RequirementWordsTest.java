package io.leengine.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.apache.felix.utils.resource.ResourceBuilder;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleException;
import org.osgi.resource.Capability;
import org.osgi.resource.Requirement;

class RequirementWordsTest {
    private static final RequirementWords WORDS = new RequirementWords("this distribution");

    @Test
    void namesThePackageTheRangeAndWhatIsOffered() throws BundleException {
        assertEquals("needs package io.leengine.spi.scheduler [2,3); this distribution offers 1.0.0",
            words("osgi.wiring.package;filter:=\"(&(osgi.wiring.package=io.leengine.spi.scheduler)(version>=2.0.0)"
                + "(!(version>=3.0.0)))\"",
                "osgi.wiring.package;osgi.wiring.package=io.leengine.spi.scheduler;version:Version=1.0.0"));
    }

    @Test
    void namesEveryVersionThatIsOffered() throws BundleException {
        assertEquals("needs package a.b (1.2,2.0.1]; this distribution offers 0.9.0, 1.0.0",
            words("osgi.wiring.package;filter:=\"(&(osgi.wiring.package=a.b)(version<=2.0.1)(!(version<=1.2)))\"",
                "osgi.wiring.package;osgi.wiring.package=a.b;version:Version=1.0.0,"
                + "osgi.wiring.package;osgi.wiring.package=a.b;version:Version=0.9.0,"
                + "osgi.wiring.package;osgi.wiring.package=other;version:Version=1.5.0"));
    }

    @Test
    void saysWhenNothingIsOffered() throws BundleException {
        assertEquals("needs package no.such; nothing here offers it",
            words("osgi.wiring.package;filter:=\"(osgi.wiring.package=no.such)\"", ""));
        assertEquals("needs package no.such 1.5 or later; nothing here offers it",
            words("osgi.wiring.package;filter:=\"(&(osgi.wiring.package=no.such)(version>=1.5))\"", ""));
        assertEquals("needs bundle acme.base [1,2); nothing here offers it",
            words("osgi.wiring.bundle;filter:=\"(&(osgi.wiring.bundle=acme.base)(bundle-version>=1)"
                + "(!(bundle-version>=2)))\"", ""));
        assertEquals("needs a service io.leengine.spi.bus.Bus; nothing here offers it",
            words("osgi.service;filter:=\"(objectClass=io.leengine.spi.bus.Bus)\";effective:=active", ""));
    }

    @Test
    void speaksOfJavaByItsName() throws BundleException {
        assertEquals("needs Java 26; this distribution offers 25",
            words("osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=26))\"",
                "osgi.ee;osgi.ee=JavaSE;version:List<Version>=\"21,25\""));
    }

    @Test
    void showsAFilterThatItCannotSayInWords() throws BundleException {
        assertEquals("needs com.acme (size>=3); nothing here offers it", words("com.acme;filter:=\"(size>=3)\"", ""));
        assertEquals("needs package a; this distribution offers 1.0.0, with other attributes than "
            + "(&(osgi.wiring.package=a)(vendor=acme))",
            words("osgi.wiring.package;filter:=\"(&(osgi.wiring.package=a)(vendor=acme))\"",
                "osgi.wiring.package;osgi.wiring.package=a;version:Version=1.0.0"));
    }

    private static String words(String requirement, String offered) throws BundleException {
        List<Requirement> wanted = ResourceBuilder.parseRequirement(null, requirement);
        List<Capability> there = offered.isEmpty() ? List.of() : ResourceBuilder.parseCapability(null, offered);
        return WORDS.of(wanted.getFirst(), there);
    }
}
