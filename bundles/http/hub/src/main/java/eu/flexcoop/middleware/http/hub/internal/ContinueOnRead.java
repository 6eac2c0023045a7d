package eu.flexcoop.middleware.http.hub.internal;

import java.io.IOException;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpChannelOverHttp;
import org.eclipse.jetty.server.HttpChannelState;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnection;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.HttpInput;
import org.eclipse.jetty.server.HttpInputOverHTTP;

/**
 * HTTP/1.1 that answers {@code Expect: 100-continue} with 100 when the body is read for the first time. Jetty does it when the body is opened, which
 * CXF does before anybody has looked at the token.
 */
final class ContinueOnRead extends HttpConnectionFactory {
    ContinueOnRead(HttpConfiguration configuration) {
        super(configuration);
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        HttpConnection connection =
                new HttpConnection(
                        getHttpConfiguration(),
                        connector,
                        endPoint,
                        getHttpCompliance(),
                        isRecordHttpComplianceViolations()) {
                    @Override
                    protected HttpChannelOverHttp newHttpChannel() {
                        return new Channel(this, connector, getHttpConfiguration(), endPoint);
                    }
                };
        return configure(connection, connector, endPoint);
    }

    private static final class Channel extends HttpChannelOverHttp {
        Channel(HttpConnection connection, Connector connector, HttpConfiguration configuration, EndPoint endPoint) {
            super(connection, connector, configuration, endPoint, connection);
        }

        /** The body is opened, and may never be read. */
        @Override
        public void continue100(int available) {
            // sent with the first read
        }

        private void beforeRead(int available) throws IOException {
            super.continue100(available);
        }

        @Override
        protected HttpInput newHttpInput(HttpChannelState state) {
            return new HttpInputOverHTTP(state) {
                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    if (isExpecting100Continue()) {
                        beforeRead(available());
                    }
                    return super.read(buffer, offset, length);
                }
            };
        }
    }
}
