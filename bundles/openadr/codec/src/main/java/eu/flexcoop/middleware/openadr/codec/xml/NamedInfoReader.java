package eu.flexcoop.middleware.openadr.codec.xml;

import java.util.ArrayList;
import java.util.List;

import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.Info;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.NamedInfo;

/** Reads {@code oadrServiceSpecificInfo} and {@code oadrExtensions}, which differ in names only. */
final class NamedInfoReader {
    private NamedInfoReader() {}

    static List<NamedInfo> list(XmlCursor in) {
        List<NamedInfo> list = new ArrayList<>(1);
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "oadrService" -> list.add(named(in, "oadrServiceName"));
                case "oadrExtension" -> list.add(named(in, "oadrExtensionName"));
                default -> in.skip();
            }
        }
        return list;
    }

    private static NamedInfo named(XmlCursor in, String nameElement) {
        String name = null;
        List<Info> info = new ArrayList<>(1);
        for (int me = in.depth(); in.next(me); ) {
            if (in.name().equals(nameElement)) {
                name = in.text();
            } else if (in.name().equals("oadrInfo")) {
                info.add(info(in));
            } else {
                in.skip();
            }
        }
        return new NamedInfo(in.require(name, nameElement), info);
    }

    private static Info info(XmlCursor in) {
        String key = null;
        String value = "";
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "oadrKey" -> key = in.text();
                case "oadrValue" -> value = in.text();
                default -> in.skip();
            }
        }
        return new Info(in.require(key, "oadrKey"), value);
    }
}
