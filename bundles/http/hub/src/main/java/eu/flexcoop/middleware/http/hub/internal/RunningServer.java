package eu.flexcoop.middleware.http.hub.internal;

import org.eclipse.jetty.server.Server;

/** Pax Web's server while it runs; a service for the components of this bundle. */
public record RunningServer(Server jetty) {}
