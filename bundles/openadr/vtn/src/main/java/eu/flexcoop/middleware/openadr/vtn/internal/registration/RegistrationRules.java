package eu.flexcoop.middleware.openadr.vtn.internal.registration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatePartyRegistration;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.push.AddressPolicy;
import eu.flexcoop.middleware.openadr.vtn.internal.push.AddressPolicy.RefusedAddressException;
import eu.flexcoop.middleware.openadr.vtn.internal.signature.VenMessages;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;

/** What a registration may ask for: profile, transport, signatures, and an address that may be pushed to. Thread-safe. */
final class RegistrationRules {
    private static final Logger LOG = LoggerFactory.getLogger(RegistrationRules.class);
    private static final int MAX_LOGGED = 200;

    private final VenMessages messages;
    private final AddressPolicy addresses;

    RegistrationRules(VenMessages messages, AddressPolicy addresses) {
        this.messages = messages;
        this.addresses = addresses;
    }

    /** @throws RefusedException with the code of the protocol if the VTN does not offer it */
    void check(Peer peer, CreatePartyRegistration create) {
        refuseUnsupported(create);
        if (create.xmlSignature()) {
            requireSignable(peer);
        }
    }

    private void refuseUnsupported(CreatePartyRegistration create) {
        if (!create.profileName().equals("2.0b")) {
            throw notAllowed("profile '%s' is not offered, only 2.0b".formatted(create.profileName()));
        }
        if (!create.transportName().equals("simpleHttp")) {
            throw notAllowed("transport '%s' is not offered, only simpleHttp".formatted(create.transportName()));
        }
        if (!isPull(create)) {
            checkAddress(create);
        }
    }

    private void requireSignable(Peer peer) {
        if (!messages.canSign()) {
            throw notAllowed("the VTN has no key for XML signatures: set oadrXmlSignature to false");
        }
        if (!peer.signed()) {
            throw new RefusedException(
                    RefusedException.INVALID_DATA, "a registration with oadrXmlSignature must be signed itself");
        }
    }

    /** Whether the VEN polls. */
    static boolean isPull(CreatePartyRegistration create) {
        return create.httpPullModel().orElse(create.transportAddress().isEmpty());
    }

    private void checkAddress(CreatePartyRegistration create) {
        String address = create.transportAddress()
                .orElseThrow(() ->
                        new RefusedException(RefusedException.INVALID_DATA, "HTTP push needs an oadrTransportAddress"));
        try {
            addresses.check(address);
        } catch (RefusedAddressException e) {
            LOG.warn("A VEN wants to be pushed to at '{}', which is refused: {}", printable(address), e.getMessage());
            throw new RefusedException(
                    RefusedException.INVALID_DATA, "oadrTransportAddress is refused: " + e.getMessage());
        }
    }

    /** For a log line, whatever the VEN has written. */
    private static String printable(String address) {
        String printable = address.replaceAll("[^\\x21-\\x7e]", "?");
        return printable.length() > MAX_LOGGED ? printable.substring(0, MAX_LOGGED) + "..." : printable;
    }

    private static RefusedException notAllowed(String why) {
        return new RefusedException(RefusedException.NOT_ALLOWED, why);
    }
}
