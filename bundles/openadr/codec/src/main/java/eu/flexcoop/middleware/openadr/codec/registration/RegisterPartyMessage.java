package eu.flexcoop.middleware.openadr.codec.registration;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.MessageType;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;

/** Messages of the service EiRegisterParty: a VEN joins, changes or leaves. */
public sealed interface RegisterPartyMessage extends OadrPayload
        permits RegisterPartyMessage.QueryRegistration,
                RegisterPartyMessage.CreatePartyRegistration,
                RegisterPartyMessage.CreatedPartyRegistration,
                RegisterPartyMessage.CancelPartyRegistration,
                RegisterPartyMessage.CanceledPartyRegistration,
                RegisterPartyMessage.RequestReregistration {
    /** What does the VTN offer? Changes nothing. */
    record QueryRegistration(String requestId) implements RegisterPartyMessage {
        public QueryRegistration {
            Objects.requireNonNull(requestId, "requestId");
        }

        @Override
        public MessageType type() {
            return MessageType.QUERY_REGISTRATION;
        }
    }

    /**
     * A VEN wants to be registered, or to change its registration.
     *
     * @param registrationId of an existing registration to change
     * @param profileName {@code 2.0a} or {@code 2.0b}
     * @param transportName {@code simpleHttp} or {@code xmpp}
     * @param transportAddress where to push to; the literal {@code None} of some clients is read as absent
     * @param reportOnly the VEN never gets events
     * @param httpPullModel the VEN polls; of use with {@code simpleHttp} only
     */
    record CreatePartyRegistration(
            String requestId,
            Optional<String> registrationId,
            Optional<String> venId,
            String profileName,
            String transportName,
            Optional<String> transportAddress,
            boolean reportOnly,
            boolean xmlSignature,
            Optional<String> venName,
            Optional<Boolean> httpPullModel)
            implements RegisterPartyMessage {
        public CreatePartyRegistration {
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(registrationId, "registrationId");
            Objects.requireNonNull(venId, "venId");
            Objects.requireNonNull(profileName, "profileName");
            Objects.requireNonNull(transportName, "transportName");
            Objects.requireNonNull(transportAddress, "transportAddress");
            Objects.requireNonNull(venName, "venName");
            Objects.requireNonNull(httpPullModel, "httpPullModel");
        }

        @Override
        public MessageType type() {
            return MessageType.CREATE_PARTY_REGISTRATION;
        }
    }

    /**
     * The VTN registered a VEN, or says what it offers.
     *
     * @param profiles at least one
     * @param pollFrequency how often a pulling VEN must poll
     * @param serviceInfo what the VTN says about its services ({@code oadrServiceSpecificInfo}), by the name of the service
     * @param extensions of the VTN to OpenADR, by name
     */
    record CreatedPartyRegistration(
            EiResponse response,
            Optional<String> registrationId,
            Optional<String> venId,
            String vtnId,
            List<Profile> profiles,
            Optional<Duration> pollFrequency,
            List<NamedInfo> serviceInfo,
            List<NamedInfo> extensions)
            implements RegisterPartyMessage {
        public CreatedPartyRegistration {
            Objects.requireNonNull(response, "response");
            Objects.requireNonNull(registrationId, "registrationId");
            Objects.requireNonNull(venId, "venId");
            Objects.requireNonNull(vtnId, "vtnId");
            profiles = List.copyOf(profiles);
            Objects.requireNonNull(pollFrequency, "pollFrequency");
            serviceInfo = List.copyOf(serviceInfo);
            extensions = List.copyOf(extensions);
        }

        public CreatedPartyRegistration(
                EiResponse response,
                Optional<String> registrationId,
                Optional<String> venId,
                String vtnId,
                List<Profile> profiles,
                Optional<Duration> pollFrequency) {
            this(response, registrationId, venId, vtnId, profiles, pollFrequency, List.of(), List.of());
        }

        @Override
        public MessageType type() {
            return MessageType.CREATED_PARTY_REGISTRATION;
        }

        @Override
        public String requestId() {
            return response.requestId();
        }
    }

    /** Either side ends the registration. */
    record CancelPartyRegistration(String requestId, String registrationId, Optional<String> venId)
            implements RegisterPartyMessage {
        public CancelPartyRegistration {
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(registrationId, "registrationId");
            Objects.requireNonNull(venId, "venId");
        }

        @Override
        public MessageType type() {
            return MessageType.CANCEL_PARTY_REGISTRATION;
        }
    }

    /** The registration ended. */
    record CanceledPartyRegistration(EiResponse response, Optional<String> registrationId, Optional<String> venId)
            implements RegisterPartyMessage {
        public CanceledPartyRegistration {
            Objects.requireNonNull(response, "response");
            Objects.requireNonNull(registrationId, "registrationId");
            Objects.requireNonNull(venId, "venId");
        }

        @Override
        public MessageType type() {
            return MessageType.CANCELED_PARTY_REGISTRATION;
        }

        @Override
        public String requestId() {
            return response.requestId();
        }
    }

    /** The VTN asks a VEN to register once more. */
    record RequestReregistration(String venId) implements RegisterPartyMessage {
        public RequestReregistration {
            Objects.requireNonNull(venId, "venId");
        }

        @Override
        public MessageType type() {
            return MessageType.REQUEST_REREGISTRATION;
        }

        @Override
        public String requestId() {
            return "";
        }
    }

    /** A profile of OpenADR and the transports that the VTN offers for it. */
    record Profile(String name, List<String> transports) {
        public Profile {
            Objects.requireNonNull(name, "name");
            transports = List.copyOf(transports);
        }
    }

    /** Pairs about a service or an extension. The profile gives no meaning to any; a key may repeat. */
    record NamedInfo(String name, List<Info> info) {
        public NamedInfo {
            Objects.requireNonNull(name, "name");
            info = List.copyOf(info);
        }
    }

    /** One pair ({@code oadrInfo}). */
    record Info(String key, String value) {
        public Info {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(value, "value");
        }
    }
}
