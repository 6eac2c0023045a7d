package eu.flexcoop.middleware.openadr.codec.xml;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.CreatedEvent;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatePartyRegistration;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.ReportDescription;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdateReport;

import static org.assertj.core.api.Assertions.assertThat;

/** What clients in the field really send. */
class FieldClientsTest {
    private final OadrReader reader = new OadrReader();

    @Test
    void theRegistrationOfAnOpenSmartBox() {
        assertThat(
                        fromJaxb(
                                """
                        <ns8:oadrCreatePartyRegistration>
                          <ns3:requestID>resdt</ns3:requestID>
                          <ns8:oadrProfileName>2.0b</ns8:oadrProfileName>
                          <ns8:oadrTransportName>simpleHttp</ns8:oadrTransportName>
                          <ns8:oadrReportOnly>true</ns8:oadrReportOnly>
                          <ns8:oadrXmlSignature>false</ns8:oadrXmlSignature>
                          <ns8:oadrVenName>TEST</ns8:oadrVenName>
                          <ns8:oadrHttpPullModel>true</ns8:oadrHttpPullModel>
                        </ns8:oadrCreatePartyRegistration>
                        """))
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
    void thePollOfAnOpenSmartBox() {
        assertThat(fromJaxb("<ns8:oadrPoll><ns2:venID>ven-1</ns2:venID></ns8:oadrPoll>"))
                .isEqualTo(new Poll("ven-1"));
    }

    @Test
    void theUsageOfAnOpenSmartBox() {
        UpdateReport update = (UpdateReport)
                fromJaxb(
                        """
                <ns8:oadrUpdateReport>
                  <ns3:requestID>0</ns3:requestID>
                  <ns8:oadrReport>
                    <ns5:duration><ns5:duration>P3Y6M4DT12H30M5S</ns5:duration></ns5:duration>
                    <ns7:intervals>
                      <ns2:interval>
                        <ns5:dtstart><ns5:date-time>2019-09-24T12:14:03.784</ns5:date-time></ns5:dtstart>
                        <ns5:duration><ns5:duration>P3Y6M4DT12H30M5S</ns5:duration></ns5:duration>
                        <ns5:uid><ns5:text>0</ns5:text></ns5:uid>
                        <ns8:oadrReportPayload>
                          <ns2:rID>sensor_1_Luminance</ns2:rID>
                          <ns2:payloadFloat>
                            <ns2:value>25.0</ns2:value>
                          </ns2:payloadFloat>
                        </ns8:oadrReportPayload>
                      </ns2:interval>
                    </ns7:intervals>
                    <ns2:eiReportID>1</ns2:eiReportID>
                    <ns2:reportRequestID>0</ns2:reportRequestID>
                    <ns2:reportSpecifierID>RP_1</ns2:reportSpecifierID>
                    <ns2:reportName>TELEMETRY_USAGE</ns2:reportName>
                    <ns2:createdDateTime>2019-09-24T12:14:03.784</ns2:createdDateTime>
                  </ns8:oadrReport>
                  <ns2:venID>ven-1</ns2:venID>
                </ns8:oadrUpdateReport>
                """);

        Report report = update.reports().get(0);
        assertThat(report.reportRequestId()).isEqualTo("0");
        assertThat(report.createdAt()).isEqualTo("2019-09-24T12:14:03.784Z");
        Report.Interval interval = report.intervals().get(0);
        assertThat(interval.start()).contains(Instant.parse("2019-09-24T12:14:03.784Z"));
        assertThat(interval.duration().orElseThrow().toDays()).isEqualTo(3 * 365 + 6 * 30 + 4);
        assertThat(interval.values().get(0).reading()).isEqualTo(new Report.FloatReading(25.0));
    }

    /** As JAXB writes them: the prefixes of all schemas are declared, and the default one is that of XML signatures. */
    private OadrPayload fromJaxb(String message) {
        return reader.read(bytes(
                """
                <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
                <ns8:oadrPayload xmlns="http://www.w3.org/2000/09/xmldsig#"
                    xmlns:ns2="http://docs.oasis-open.org/ns/energyinterop/201110"
                    xmlns:ns3="http://docs.oasis-open.org/ns/energyinterop/201110/payloads"
                    xmlns:ns4="http://docs.oasis-open.org/ns/emix/2011/06"
                    xmlns:ns5="urn:ietf:params:xml:ns:icalendar-2.0"
                    xmlns:ns7="urn:ietf:params:xml:ns:icalendar-2.0:stream"
                    xmlns:ns8="http://openadr.org/oadr-2.0b/2012/07">
                  <ns8:oadrSignedObject>
                """
                        + message + "</ns8:oadrSignedObject></ns8:oadrPayload>"));
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

    /** pyOADR-VEN: no reportRequestID, empty types, and a unit by the name of its XSD type. */
    @Test
    void aMetadataReportWithoutAReportRequest() {
        RegisterReport register = (RegisterReport)
                reader.read(
                        bytes(
                                "<oadrRegisterReport xmlns='" + OadrReader.NAMESPACE
                                        + "'><requestID>7</requestID><oadrReport>"
                                        + "<oadrReportDescription><rID>evse state</rID><reportType></reportType><PowerRealType><itemUnits>W</itemUnits></PowerRealType><readingType></readingType>"
                                        + "</oadrReportDescription><reportSpecifierID>s</reportSpecifierID>"
                                        + "<createdDateTime>2019-09-24T12:14:03.528750Z</createdDateTime></oadrReport></oadrRegisterReport>"));

        assertThat(register.reports().get(0).reportRequestId()).isEqualTo("0");
        ReportDescription description = register.reports().get(0).descriptions().get(0);
        assertThat(description.reportType()).isEmpty();
        assertThat(description.itemBase().orElseThrow().element()).isEqualTo("powerReal");
        assertThat(description.itemBase().orElseThrow().units()).isEqualTo("W");
    }

    /** pyOADR-VEN answers events so. */
    @Test
    void anAnswerToAnEventWithoutRequestIds() {
        CreatedEvent created = (CreatedEvent) reader.read(bytes("<oadrCreatedEvent xmlns='" + OadrReader.NAMESPACE
                + "'><eiCreatedEvent><eiResponse><responseCode>200</responseCode></eiResponse><eventResponses><eventResponse>"
                + "<responseCode>200</responseCode><qualifiedEventID><eventID>e</eventID><modificationNumber>0</modificationNumber>"
                + "</qualifiedEventID><optType>optIn</optType></eventResponse></eventResponses><venID>v</venID>"
                + "</eiCreatedEvent></oadrCreatedEvent>"));

        assertThat(created.response().requestId()).isEmpty();
        assertThat(created.eventResponses().get(0).requestId()).isEmpty();
    }

    private static byte[] bytes(String xml) {
        return xml.getBytes(StandardCharsets.UTF_8);
    }
}
