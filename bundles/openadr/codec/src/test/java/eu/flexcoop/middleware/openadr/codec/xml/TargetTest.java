package eu.flexcoop.middleware.openadr.codec.xml;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.openadr.codec.PhysicalTarget;
import eu.flexcoop.middleware.openadr.codec.PhysicalTarget.Kind;
import eu.flexcoop.middleware.openadr.codec.Target;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreateOpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** A target is never read as a wider one. */
class TargetTest {
    private final OadrReader reader = new OadrReader();

    @Test
    void everyPhysicalTargetIsRead() {
        for (Kind kind : Kind.values()) {
            if (kind != Kind.UNKNOWN) {
                String values = kind.elements().stream()
                        .map("<%1$s>x</%1$s>"::formatted)
                        .reduce("", String::concat);
                Target target = read("<%1$s><around>%2$s</around></%1$s>".formatted(kind.element(), values));
                assertThat(target.physical())
                        .containsExactly(new PhysicalTarget(
                                kind, kind.elements().stream().map(name -> "x").toList()));
            }
        }
    }

    @Test
    void whatSaysNothingIsStillNamed() {
        assertThat(read("<meterAsset/>")).isEqualTo(Target.physical(new PhysicalTarget(Kind.METER_ASSET, "")));
        assertThat(read("<transportInterface><pointOfDelivery>b</pointOfDelivery></transportInterface>"))
                .isEqualTo(Target.physical(new PhysicalTarget(Kind.TRANSPORT_INTERFACE, List.of("", "b"))));
        assertThat(read("<vendorFeeder><id>7</id></vendorFeeder>"))
                .isEqualTo(Target.physical(new PhysicalTarget(Kind.UNKNOWN, "vendorFeeder")));
        assertThat(read("").isEmpty()).isTrue();
    }

    @Test
    void theOrderIsThatOfTheSchema() {
        PhysicalTarget meter = new PhysicalTarget(Kind.METER_ASSET, "m");
        PhysicalTarget zone = new PhysicalTarget(Kind.AGGREGATED_PNODE, "z");

        assertThat(Target.physical(meter, zone)).isEqualTo(Target.physical(zone, meter));
    }

    @Test
    void aTransportInterfaceHasTwoEnds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PhysicalTarget(Kind.TRANSPORT_INTERFACE, "a"))
                .withMessage("transportInterface has 2 values, not 1");
    }

    @Test
    void aTargetIsNotWrittenAsAWiderOne() {
        Target target = Target.physical(new PhysicalTarget(Kind.UNKNOWN, "vendorFeeder"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OadrWriter().write(Messages.opt(target)))
                .withMessage("'vendorFeeder' is no target of OpenADR");
    }

    private Target read(String content) {
        String opt = "<oadrCreateOpt xmlns='%s'><optID>o</optID><optType>optOut</optType><optReason>x-a</optReason>"
                + "<venID>v</venID><createdDateTime>2026-11-24T06:00:00Z</createdDateTime><requestID>r</requestID>"
                + "<eiTarget>%s</eiTarget></oadrCreateOpt>";
        byte[] body = opt.formatted(OadrReader.NAMESPACE, content).getBytes(StandardCharsets.UTF_8);
        return ((CreateOpt) reader.read(body)).target();
    }
}
