package eu.flexcoop.middleware.fuzz;

import eu.flexcoop.middleware.openadr.codec.xml.CodecException;
import eu.flexcoop.middleware.openadr.codec.xml.OadrReader;

/** Messages of VENs: anything, and elements of which a signature has the digest. */
public final class OpenAdrTarget {
    private static final OadrReader READER = new OadrReader();

    private OpenAdrTarget() {}

    public static void fuzzerTestOneInput(byte[] body) {
        try {
            READER.read(body);
        } catch (CodecException e) {
            // refused with a reason
        }
        try {
            READER.readSignedObject(body);
        } catch (CodecException e) {
            // refused with a reason
        }
    }
}
