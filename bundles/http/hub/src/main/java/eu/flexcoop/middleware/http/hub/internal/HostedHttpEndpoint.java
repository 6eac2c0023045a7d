package eu.flexcoop.middleware.http.hub.internal;

import java.io.IOException;
import java.time.Duration;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import javax.xml.namespace.QName;

import org.apache.cxf.Bus;
import org.apache.cxf.BusException;
import org.apache.cxf.message.Message;
import org.apache.cxf.service.model.EndpointInfo;
import org.apache.cxf.transport.Destination;
import org.apache.cxf.transport.DestinationFactory;
import org.apache.cxf.transport.DestinationFactoryManager;
import org.apache.cxf.transport.http.AbstractHTTPDestination;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.http.api.HttpEndpoint;

/**
 * An endpoint directly on a destination of CXF's HTTP transport: neither CXF's interceptor chain nor JAX-RS lies between the
 * servlet and the endpoint.
 */
final class HostedHttpEndpoint extends HostedEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(HostedHttpEndpoint.class);
    private static final String TRANSPORT = "http://cxf.apache.org/transports/http";

    private final HttpEndpoint endpoint;
    private final RequestGuard guard;
    private final Destination destination;

    HostedHttpEndpoint(
            Bus bus,
            HttpEndpoint endpoint,
            RequestGuard guard,
            RequestMeters meters,
            RequestAudit audit,
            RequestSlots slots,
            Duration drainTimeout) {
        super(endpoint, guard, meters, audit, slots, drainTimeout);
        this.endpoint = endpoint;
        this.guard = guard;
        this.destination = destination(bus, endpoint.address());
        destination.setMessageObserver(observer());
    }

    private static Destination destination(Bus bus, String address) {
        try {
            DestinationFactory factory =
                    bus.getExtension(DestinationFactoryManager.class).getDestinationFactory(TRANSPORT);
            EndpointInfo info = new EndpointInfo();
            info.setTransportId(TRANSPORT);
            info.setName(new QName(TRANSPORT, address));
            info.setAddress(address);
            return factory.getDestination(info, bus);
        } catch (BusException | IOException e) {
            throw new IllegalStateException("CXF's HTTP transport cannot serve %s".formatted(address), e);
        }
    }

    @Override
    String serve(Message message) {
        HttpServletRequest request = (HttpServletRequest) message.get(AbstractHTTPDestination.HTTP_REQUEST);
        HttpServletResponse response = (HttpServletResponse) message.get(AbstractHTTPDestination.HTTP_RESPONSE);
        ServletExchange exchange = null;
        try {
            exchange = new ServletExchange(
                    request,
                    response,
                    endpoint.address(),
                    guard.check(request),
                    guard::caller,
                    endpoint.maxBodyBytes());
            endpoint.handle(exchange);
        } catch (IOException e) {
            // a body that ends early or is not HTTP; if the client is gone, nobody gets the answer
            answer(request, response, UnreadBody.failure(e));
        } catch (RuntimeException | Error e) { // the endpoint is foreign code: whatever it throws becomes an answer
            answer(request, response, e);
        } finally {
            release(exchange);
        }
        return exchange == null ? "" : exchange.operation();
    }

    private static void release(ServletExchange exchange) {
        if (exchange != null) {
            try {
                exchange.close();
            } catch (IOException e) {
                LOG.debug("A body cannot be closed", e);
            }
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, Throwable error) {
        ErrorAnswer answer = ErrorAnswers.answer(error, request);
        RequestAudit.noteReason(request, answer.id());
        if (response.isCommitted()) {
            // returning would end the answer properly, and a part of a body would look like the whole
            throw new BrokenAnswerException(error);
        }
        try {
            response.resetBuffer();
            UnreadBody.leave(request);
            answer.write(response, guard.errorFormat(request));
        } catch (IOException e) {
            LOG.debug("{} {}: the client is gone", request.getMethod(), request.getRequestURI(), e);
        }
    }

    @Override
    void stop() {
        destination.setMessageObserver(null);
    }

    @Override
    void destroy() {
        // a successor on the same address has the same destination
        if (destination.getMessageObserver() == null) {
            destination.shutdown();
        }
    }
}
