package eu.flexcoop.middleware.openadr.codec.xml;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatePartyRegistration;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdateReport;

import static org.assertj.core.api.Assertions.assertThat;

/** What clients in the field really send. */
class FieldClientsTest {
    private final OadrReader reader = new OadrReader();

    @Test
    void theRegistrationOfAnOpenSmartBox() throws IOException {
        assertThat(sample("osb_register_ven.xml"))
                .isEqualTo(new CreatePartyRegistration(
                        "resdt",
                        Optional.empty(),
                        Optional.empty(),
                        "2.0b",
                        "simpleHttp",
                        Optional.empty(),
                        true,
                        false,
                        Optional.of("TEST"),
                        Optional.of(true)));
    }

    @Test
    void thePollOfAnOpenSmartBox() throws IOException {
        assertThat(sample("osb_send_poll.xml")).isEqualTo(new Poll("b95efc1a-482e-11ea-9280-ac1f6b403fbc"));
    }

    @Test
    void theUsageOfAnOpenSmartBox() throws IOException {
        UpdateReport update = (UpdateReport) sample("osb_send_usage.xml");

        Report report = update.reports().get(0);
        assertThat(report.reportRequestId()).isEqualTo("0");
        assertThat(report.createdAt()).isEqualTo("2019-09-24T12:14:03.784Z");
        Report.Interval interval = report.intervals().get(0);
        assertThat(interval.start()).contains(Instant.parse("2019-09-24T12:14:03.784Z"));
        assertThat(interval.duration().orElseThrow().toDays()).isEqualTo(3 * 365 + 6 * 30 + 4);
        assertThat(interval.values().get(0).reading()).isEqualTo(new Report.FloatReading(25.0));
    }

    private OadrPayload sample(String name) throws IOException {
        return reader.read(Files.readAllBytes(SharedFiles.require("samples/" + name)));
    }

    @Test
    void timesWithoutZoneAreLocalWhereTheOptionsSaySo() {
        OadrReader athens = new OadrReader(CodecOptions.DEFAULT.withZone(ZoneId.of("Europe/Athens")));

        UpdateReport update =
                (UpdateReport) athens.read(bytes(report("<createdDateTime>2019-09-24T12:14:03</createdDateTime>")));

        assertThat(update.reports().get(0).createdAt()).isEqualTo("2019-09-24T09:14:03Z");
    }

    @Test
    void theOrderOfElementsAndUnknownOnesDoNotMatter() {
        UpdateReport update = (UpdateReport) reader.read(bytes(report("<vendorThing a='1'><b>x</b></vendorThing>"
                + "<createdDateTime>2019-09-24T14:14:03+02:00</createdDateTime>")));

        assertThat(update.reports().get(0).createdAt()).isEqualTo("2019-09-24T12:14:03Z");
        assertThat(update.venId()).contains("ven");
    }

    private static String report(String content) {
        return "<oadrPayload xmlns='" + OadrReader.NAMESPACE
                + "'><oadrSignedObject><oadrUpdateReport><venID>ven</venID>"
                + "<oadrReport>" + content
                + "<reportSpecifierID>s</reportSpecifierID><reportRequestID>0</reportRequestID>"
                + "</oadrReport><requestID/></oadrUpdateReport></oadrSignedObject></oadrPayload>";
    }

    @Test
    void openleadrWritesNoneForNoAddress() {
        CreatePartyRegistration create = (CreatePartyRegistration) reader.read(bytes("<o:oadrPayload xmlns:o='"
                + OadrReader.NAMESPACE + "'><o:oadrSignedObject><o:oadrCreatePartyRegistration>"
                + "<o:requestID>1</o:requestID><o:registrationID/><o:oadrProfileName>2.0b</o:oadrProfileName>"
                + "<o:oadrTransportName>simpleHttp</o:oadrTransportName><o:oadrTransportAddress>None</o:oadrTransportAddress>"
                + "<o:oadrReportOnly>0</o:oadrReportOnly><o:oadrXmlSignature>\n false </o:oadrXmlSignature>"
                + "</o:oadrCreatePartyRegistration></o:oadrSignedObject></o:oadrPayload>"));

        assertThat(create.transportAddress()).isEmpty();
        assertThat(create.registrationId()).isEmpty();
        assertThat(create.reportOnly()).isFalse();
    }

    @Test
    void avobSendsNoEnvelope() {
        assertThat(reader.read(bytes("<oadrPoll xmlns='" + OadrReader.NAMESPACE + "'><venID>v</venID></oadrPoll>")))
                .isEqualTo(new Poll("v"));
    }

    @Test
    void otherEncodingsAreRead() {
        String xml = "<?xml version='1.0' encoding='UTF-16'?><oadrPoll xmlns='" + OadrReader.NAMESPACE
                + "'><venID>\u00e4</venID></oadrPoll>";
        assertThat(reader.read(xml.getBytes(StandardCharsets.UTF_16))).isEqualTo(new Poll("\u00e4"));
    }

    @Test
    void descriptionsWithoutUnitAreFine() {
        RegisterReport register = (RegisterReport) reader.read(
                bytes("<oadrRegisterReport xmlns='" + OadrReader.NAMESPACE + "'><requestID>0</requestID><oadrReport>"
                        + "<oadrReportDescription><rID>a</rID><reportType>usage</reportType><readingType>Net</readingType>"
                        + "</oadrReportDescription><reportRequestID>0</reportRequestID><reportSpecifierID>s</reportSpecifierID>"
                        + "<createdDateTime>2019-09-24T12:14:03.</createdDateTime></oadrReport></oadrRegisterReport>"));

        assertThat(register.reports().get(0).descriptions().get(0).itemBase()).isEmpty();
        assertThat(register.venId()).isEmpty();
    }

    private static byte[] bytes(String xml) {
        return xml.getBytes(StandardCharsets.UTF_8);
    }
}
