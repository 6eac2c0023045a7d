package eu.flexcoop.middleware.itests;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.RequestReregistration;

import static org.assertj.core.api.Assertions.assertThat;

/** An operator adds a VEN over REST before it comes, and forgets it later. */
final class ProvisioningStory implements VenStory {
    private static final String RESOURCE = "/1/virtual_end_node";

    private final Middleware middleware;
    private final TestVen ven;
    private final String wantedId;

    ProvisioningStory(Middleware middleware) throws Exception {
        this.middleware = middleware;
        ven = TestVen.enrol(middleware, "expected");
        wantedId = "house-" + VenMessages.id();
    }

    @Override
    public List<Part> parts() {
        return List.of(this::isAddedAndComes, this::isForgotten);
    }

    private void isAddedAndComes() throws Exception {
        String body = "{\"ven_id\": \"%s\", \"account_id\": \"%s\", \"aggregator_id\": \"%s\"}"
                .formatted(wantedId, ven.account(), Household.AGGREGATOR);
        assertThat(middleware.post(RESOURCE, "", body).statusCode()).isEqualTo(401);
        HttpResponse<String> added = middleware.post(RESOURCE, middleware.serviceToken(), body);
        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);

        assertThat(ven.join().id()).isEqualTo(wantedId);
        ven.assertNothingWaits();
    }

    private void isForgotten() throws Exception {
        ven.assertNothingWaits();
        assertThat(delete(middleware.prosumerToken(ven.account()), etag()).statusCode())
                .isEqualTo(403);
        assertThat(delete(middleware.serviceToken(), "").statusCode()).isEqualTo(428);
        assertThat(delete(middleware.serviceToken(), "\"stale\"").statusCode()).isEqualTo(412);
        ven.assertNothingWaits();

        HttpResponse<String> deleted = delete(middleware.serviceToken(), etag());
        assertThat(deleted.statusCode()).as(deleted.body()).isEqualTo(204);
        assertThat(get().statusCode()).isEqualTo(404);
        assertThat(ven.poll()).isEqualTo(new RequestReregistration(wantedId));
    }

    private HttpResponse<String> get() throws Exception {
        return middleware.get(RESOURCE + "/" + wantedId, middleware.serviceToken());
    }

    private String etag() throws Exception {
        return get().headers().firstValue("ETag").orElseThrow();
    }

    private HttpResponse<String> delete(String token, String etag) throws Exception {
        HttpRequest.Builder request =
                middleware.request(RESOURCE + "/" + wantedId, token).DELETE();
        return middleware.send(
                etag.isEmpty()
                        ? request.build()
                        : request.header("If-Match", etag).build());
    }
}
