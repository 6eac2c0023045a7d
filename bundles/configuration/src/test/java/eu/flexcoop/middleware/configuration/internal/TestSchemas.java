package eu.flexcoop.middleware.configuration.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A metatype document as bnd writes it, with one key of each kind. */
final class TestSchemas {
    private static final String DOCUMENT =
            """
            <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.4.0"
                xmlns:flexcoop="http://flexcoop.eu/xmlns/configuration/v1.0.0">
              <OCD id="pump" name="Pump">
                <AD id="power" type="Integer" default="5" min="1" max="10" description="Power"/>
                <AD id="share" type="Double" default="0.5" min="0" max="1"/>
                <AD id="enabled" type="Boolean" default="true"/>
                <AD id="pause" type="String" default="PT5S" flexcoop:atMost="longestPause"/>
                <AD id="longestPause" type="String" default="PT1M"/>
                <AD id="step" type="String" default="PT1S" flexcoop:below="longestPause"/>
                <AD id="grace" type="String" default="PT1M" min="PT0S" max="PT1H"/>
                <AD id="mode" type="String" default="fast"><Option label="fast" value="fast"/><Option label="slow" value="slow"/></AD>
                <AD id="networks" type="String" default="" flexcoop:form="CIDR" flexcoop:list="true" flexcoop:words="none"/>
                <AD id="zone" type="String" default="UTC" flexcoop:form="ZONE"/>
                <AD id="port" type="Integer" default="7001" flexcoop:form="PORT"/>
                <AD id="url" type="String" default="" flexcoop:form="URL" flexcoop:needs="clientId"/>
                <AD id="clientId" type="String" default=""/>
                <AD id="signed" type="Boolean" default="false" flexcoop:needs="clientId"/>
                <AD id="count" type="Integer" default="1"/>
                <AD id="bytes" type="Long" default="1"/>
                <AD id="names" type="String" default="" flexcoop:form="PAIR" flexcoop:list="true">
                  <Option label="a" value="a"/><Option label="b" value="b"/>
                </AD>
                <AD id="hooks" type="String" default="" flexcoop:form="NAMED_URL" flexcoop:list="true"/>
                <AD id="folder" type="String" default="" flexcoop:form="NEW_FOLDER"/>
                <AD id="trust" type="String" default="" flexcoop:form="KEY_STORE"/>
                <AD id="trustPassword" type="Password" default=""/>
                <AD id="server" type="String" default="mongodb://127.0.0.1" flexcoop:form="MONGODB"/>
              </OCD>
              <Designate pid="eu.flexcoop.pump"><Object ocdref="pump"/></Designate>
              <OCD id="valve" name="Valve"><AD id="port" type="Integer" default="7002" flexcoop:form="PORT"/></OCD>
              <Designate factoryPid="eu.flexcoop.valve"><Object ocdref="valve"/></Designate>
              <OCD id="gate" name="Gate">
                <AD id="admission" type="String" default="open" flexcoop:guards="true">
                  <Option label="open" value="open"/><Option label="closed" value="closed"/>
                </AD>
              </OCD>
              <Designate pid="eu.flexcoop.gate"><Object ocdref="gate"/></Designate>
            </metatype:MetaData>
            """;

    private TestSchemas() {}

    static Schemas all() throws IOException {
        List<Schema> schemas = Metatype.read(new ByteArrayInputStream(DOCUMENT.getBytes(UTF_8)));
        return new Schemas(schemas);
    }
}
