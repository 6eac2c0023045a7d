package eu.flexcoop.middleware.openadr.vtn.internal.vens;

import java.util.Locale;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

import eu.flexcoop.middleware.configuration.api.Accepts;

/** Which VENs may register. Immutable. */
@Component(
        service = RegistrationPolicy.class,
        configurationPid = "eu.flexcoop.middleware.openadr.registration",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = RegistrationPolicy.Config.class)
public final class RegistrationPolicy {
    private static final String FILE = "etc/eu.flexcoop.middleware.openadr.registration.cfg";

    /** Which VENs may register. */
    @ObjectClassDefinition(name = "Flexcoop OpenADR registration")
    public @interface Config {
        @Accepts(guards = true)
        @AttributeDefinition(
                options = {
                    @Option(label = "open", value = "open"),
                    @Option(label = "provisioned", value = "provisioned")
                },
                description =
                        "open: any VEN with a certificate of the trusted authority; provisioned: only VENs that an operator"
                                + " has added, and those that are known already")
        String admission() default "open";

        @AttributeDefinition(
                description = "A VEN that names its venID keeps it with another certificate of the same common name and"
                        + " organisation")
        boolean acceptRenewedCertificates() default true;

        @AttributeDefinition(
                description = "Answers the poll of an unknown VEN with oadrRequestReregistration; otherwise with 463")
        boolean reregisterUnknown() default true;
    }

    /** Who is admitted. */
    public enum Admission {
        OPEN,
        PROVISIONED
    }

    private final Admission admission;
    private final boolean acceptRenewedCertificates;
    private final boolean reregisterUnknown;

    @Activate
    public RegistrationPolicy(Config config) {
        this(admission(config.admission()), config.acceptRenewedCertificates(), config.reregisterUnknown());
    }

    public RegistrationPolicy(Admission admission, boolean acceptRenewedCertificates, boolean reregisterUnknown) {
        this.admission = admission;
        this.acceptRenewedCertificates = acceptRenewedCertificates;
        this.reregisterUnknown = reregisterUnknown;
    }

    /** @throws IllegalArgumentException for any text but the name of a constant in lower case */
    static Admission admission(String text) {
        for (Admission each : Admission.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
                return each;
            }
        }
        throw new IllegalArgumentException("admission '%s' must be open or provisioned (%s)".formatted(text, FILE));
    }

    /** A VEN that nobody added may register. */
    public boolean isOpen() {
        return admission == Admission.OPEN;
    }

    public boolean acceptsRenewedCertificates() {
        return acceptRenewedCertificates;
    }

    public boolean reregistersUnknown() {
        return reregisterUnknown;
    }
}
