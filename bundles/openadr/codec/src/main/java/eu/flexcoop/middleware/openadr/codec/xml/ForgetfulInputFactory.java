package eu.flexcoop.middleware.openadr.codec.xml;

import com.ctc.wstx.stax.WstxInputFactory;
import com.ctc.wstx.util.SymbolTable;

/**
 * Lets no name of a message outlive it. Woodstox would keep up to 12 000 names for the next messages, and a sender can make up names of
 * megabytes; what that saves is not measurable for messages of OpenADR.
 */
final class ForgetfulInputFactory extends WstxInputFactory {
    /** Called when a message has been read, with the names in it. */
    @Override
    public void updateSymbolTable(SymbolTable names) {
        // they go with the message
    }
}
