package eu.flexcoop.middleware.itests;

import java.io.File;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;

import eu.flexcoop.middleware.testing.FreePorts;

import static org.ops4j.pax.exam.CoreOptions.vmOption;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureSecurity;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.keepRuntimeFolder;

/** Our Karaf distribution as Pax Exam starts it: an unpacked copy with ports and a data folder of its own. */
record Distribution(Path folder, Map<String, String> environment, KeyPair shellKey) {
    private static final int KEY_BITS = 3072;
    private static final String KARAF_VERSION = "4.4.10";
    private static final Path ROOT = Path.of(System.getProperty("flexcoop.root"));

    /** A copy below {@code target/} on free loopback ports. */
    static Distribution onFreePorts(String name, Map<String, String> environment) {
        Path folder =
                Path.of("target", "container", name + "-" + System.nanoTime()).toAbsolutePath();
        Map<String, String> all = new HashMap<>();
        List<Integer> ports = FreePorts.several(4);
        all.put("FLEXCOOP_HTTP_PORT", ports.get(0).toString());
        all.put("FLEXCOOP_HTTPS_PORT", ports.get(1).toString());
        all.put("FLEXCOOP_VTN_PORT", ports.get(2).toString());
        all.put("FLEXCOOP_SHELL_PORT", ports.get(3).toString());
        all.put("FLEXCOOP_DATA", folder.resolve("data").toString());
        all.put("FLEXCOOP_SERVERS", ROOT.resolve("assembly/servers/target").toString());
        all.put("FLEXCOOP_DEV_ISSUER", "true");
        all.put("FLEXCOOP_TELEMETRY_REST", "PT0S");
        all.putAll(environment);
        return new Distribution(folder, Map.copyOf(all), newKey());
    }

    Path data() {
        return Path.of(environment.get("FLEXCOOP_DATA"));
    }

    int port(String variable) {
        return Integer.parseInt(environment.get(variable));
    }

    /** What Pax Exam needs; the module flags are Karaf's own, which its forked JVM does not take from {@code bin/karaf}. */
    Option[] options() {
        List<Option> options = new ArrayList<>();
        options.add(karafDistributionConfiguration()
                .frameworkUrl("file:" + System.getProperty("flexcoop.distribution"))
                .name("FLEXCoop")
                .karafVersion(KARAF_VERSION)
                .unpackDirectory(folder.resolve("karaf").toFile())
                .useDeployFolder(false));
        options.add(keepRuntimeFolder());
        // changed files are noticed sooner than after the usual two seconds
        options.add(editConfigurationFilePut("etc/config.properties", "felix.fileinstall.poll", "200"));
        options.add(configureSecurity().disableKarafMBeanServerBuilder());
        options.add(editConfigurationFilePut(
                "etc/org.ops4j.pax.url.mvn.cfg", "org.ops4j.pax.url.mvn.localRepository", localRepository()));
        options.add(editConfigurationFilePut(
                "etc/keys.properties",
                Shell.USER,
                PublicKeyEntry.toString(shellKey.getPublic()).split(" ")[1] + ",_g_:admingroup"));
        options.add(editConfigurationFilePut(
                "etc/keys.properties", "_g_\\:admingroup", "group,admin,manager,viewer,systembundles,ssh"));
        for (String flag : flags()) {
            options.add(vmOption(flag));
        }
        options.add(CoreOptions.environment(environment.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .toArray(String[]::new)));
        return options.toArray(Option[]::new);
    }

    /**
     * RSA, as {@code ./flexcoop} makes them. Karaf's login module takes the coordinates of an EC key as signed numbers and
     * refuses about one P-256 key in 250, in which 0xFF and a byte above 0x7F lead a coordinate.
     */
    static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java cannot make RSA keys", e);
        }
    }

    private static String localRepository() {
        String set = System.getProperty("maven.repo.local");
        return set != null
                ? set
                : Path.of(System.getProperty("user.home"), ".m2", "repository").toString();
    }

    private static List<String> flags() {
        String endorsed = "lib/endorsed/org.apache.karaf.specs.";
        List<String> flags = new ArrayList<>(List.of(
                "-Xmx768m",
                "-Dds.lock.timeout.milliseconds=120000", // as in bin/setenv
                "--add-reads=java.xml=java.logging",
                "--add-exports=java.base/org.apache.karaf.specs.locator=java.xml,ALL-UNNAMED",
                "--patch-module",
                "java.base=" + endorsed + "locator-" + KARAF_VERSION + ".jar",
                "--patch-module",
                "java.xml=" + endorsed + "java.xml-" + KARAF_VERSION + ".jar"));
        for (String opened : List.of("java.security", "java.net", "java.lang", "java.util", "java.nio")) {
            flags.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
        }
        flags.add("--add-opens=java.naming/javax.naming.spi=ALL-UNNAMED");
        flags.add("--add-opens=java.rmi/sun.rmi.transport.tcp=ALL-UNNAMED");
        for (String protocol : List.of("file", "ftp", "http", "https", "jar")) {
            flags.add("--add-exports=java.base/sun.net.www.protocol." + protocol + "=ALL-UNNAMED");
        }
        flags.add("--add-exports=java.base/sun.net.www.content.text=ALL-UNNAMED");
        flags.add("--add-exports=jdk.naming.rmi/com.sun.jndi.url.rmi=ALL-UNNAMED");
        flags.add("--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED");
        flags.add("--add-exports=java.security.sasl/com.sun.security.sasl=ALL-UNNAMED");
        flags.add("-classpath");
        flags.add(String.join(File.pathSeparator, "lib/jdk9plus/*", "lib/boot/*", "lib/endorsed/*"));
        return flags;
    }
}
