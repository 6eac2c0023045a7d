package eu.flexcoop.middleware.routing.core.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Processor;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.ServiceReference;

import eu.flexcoop.middleware.routing.api.RouteInfo;
import eu.flexcoop.middleware.routing.api.RouteInfo.State;
import eu.flexcoop.middleware.routing.api.UnknownRouteException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class RouteBundlesTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final FakeFramework framework = new FakeFramework();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final RouteBundles routing = new RouteBundles(
            framework.context,
            metrics,
            Duration.ofSeconds(10),
            Duration.ofMillis(50),
            any -> new DefaultCamelContext());

    @AfterEach
    void stop() {
        routing.close();
    }

    private static RouteBuilder route(String id, Processor step) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:" + id).routeId(id).process(step);
            }
        };
    }

    private static RouteBuilder route(String id) {
        return route(id, exchange -> {});
    }

    private RouteInfo info(String id) {
        return routing.routes().stream()
                .filter(route -> route.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private void awaitStarted(String id) {
        await().atMost(TIMEOUT).ignoreExceptions().until(() -> info(id).state() == State.STARTED);
    }

    private static void send(RouteBuilder route, String id) {
        route.getContext().createProducerTemplate().sendBody("direct:" + id, "");
    }

    @Test
    void routesComeAndGoWithTheirServices() {
        ServiceReference<RoutesBuilder> one = framework.register("bundle.a", route("one"));
        ServiceReference<RoutesBuilder> two = framework.register("bundle.a", route("two"));
        framework.register("bundle.b", route("three"));
        awaitStarted("three");
        assertThat(routing.routes())
                .extracting(RouteInfo::bundle, RouteInfo::id, RouteInfo::from)
                .containsExactly(
                        tuple("bundle.a", "one", "direct://one"),
                        tuple("bundle.a", "two", "direct://two"),
                        tuple("bundle.b", "three", "direct://three"));
        framework.unregister(one);
        assertThat(routing.routes()).extracting(RouteInfo::id).containsExactly("two", "three");
        framework.unregister(two);
        assertThat(routing.routes()).extracting(RouteInfo::id).containsExactly("three");
        framework.register("bundle.a", route("one"));
        awaitStarted("one");
    }

    @Test
    void routesOfOneBundleThatDoNotComeUpDisturbNoOtherAndAreTriedAgain() {
        AtomicInteger tries = new AtomicInteger();
        AtomicBoolean healed = new AtomicBoolean();
        framework.registerComponent("bundle.bad", () -> new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:half").routeId("half").process(exchange -> {});
                tries.incrementAndGet();
                from(healed.get() ? "direct:whole" : "nothing:like-that")
                        .routeId("whole")
                        .process(exchange -> {});
            }
        });
        RouteBuilder good = route("good");
        framework.register("bundle.good", good);
        awaitStarted("good");
        await().atMost(TIMEOUT).until(() -> tries.get() >= 2);
        send(good, "good");
        assertThat(info("good").done()).isEqualTo(1);
        assertThat(routing.routes())
                .filteredOn(RouteInfo::bundle, "bundle.bad")
                .singleElement()
                .satisfies(waiting -> {
                    assertThat(waiting.state()).isEqualTo(State.WAITING);
                    assertThat(waiting.lastError().orElseThrow()).contains("nothing://like-that");
                });
        healed.set(true);
        awaitStarted("half");
        awaitStarted("whole");
        assertThat(routing.routes()).hasSize(3);
    }

    @Test
    void aBadBuilderLeavesTheRoutesBesideItInTheSameBundleAlone() {
        RouteBuilder good = route("good");
        framework.register("bundle", good);
        awaitStarted("good");
        ServiceReference<RoutesBuilder> bad = framework.register("bundle", new RouteBuilder() {
            @Override
            public void configure() {
                throw new IllegalStateException("no configuration");
            }
        });
        await().atMost(TIMEOUT).until(() -> routing.routes().size() == 2);
        send(good, "good");
        assertThat(info("?").lastError()).contains("no configuration");
        framework.unregister(bad);
        assertThat(routing.routes()).singleElement().matches(route -> route.done() == 1);
    }

    @Test
    void failedExchangesAreCountedUntilOneSucceeds() {
        AtomicBoolean broken = new AtomicBoolean(true);
        RouteBuilder route = route("shaky", exchange -> {
            if (broken.get()) {
                throw new IllegalStateException("server away");
            }
        });
        framework.register("bundle", route);
        awaitStarted("shaky");
        assertThatThrownBy(() -> send(route, "shaky")).isInstanceOf(CamelExecutionException.class);
        assertThat(info("shaky").lastError()).contains("IllegalStateException: server away");
        broken.set(false);
        send(route, "shaky");
        assertThat(info("shaky").lastError()).isEmpty();
        assertThat(info("shaky").failed()).isEqualTo(1);
        assertThat(metrics.get("flexcoop.route.exchanges")
                        .tag("route", "shaky")
                        .tag("outcome", "done")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void whatIsUnderWayIsFinishedBeforeTheServiceIsGone() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean finished = new AtomicBoolean();
        RouteBuilder slow = route("slow", exchange -> {
            entered.countDown();
            release.await(20, TimeUnit.SECONDS);
            finished.set(true);
        });
        ServiceReference<RoutesBuilder> reference = framework.register("bundle", slow);
        awaitStarted("slow");
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(slow, "slow"));
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Boolean> gone = CompletableFuture.supplyAsync(() -> {
            framework.unregister(reference);
            return finished.get();
        });
        assertThat(gone).isNotDone();
        release.countDown();
        assertThat(gone.get(20, TimeUnit.SECONDS)).isTrue();
        sent.get(20, TimeUnit.SECONDS);
        assertThat(routing.routes()).isEmpty();
    }

    @Test
    void anOperatorStopsARouteAndStartsItAgain() {
        RouteBuilder route = route("valve");
        framework.register("bundle", route);
        framework.register("other", route("other"));
        awaitStarted("valve");
        awaitStarted("other");
        routing.stop("valve");
        routing.stop("valve");
        assertThat(info("valve").state()).isEqualTo(State.STOPPED);
        assertThat(info("other").state()).isEqualTo(State.STARTED);
        routing.start("valve");
        routing.start("valve");
        assertThat(info("valve").state()).isEqualTo(State.STARTED);
        send(route, "valve");
        assertThat(info("valve").done()).isEqualTo(1);
        assertThatThrownBy(() -> routing.stop("vavle"))
                .isInstanceOf(UnknownRouteException.class)
                .hasMessageContaining("'vavle'");
    }

    @Test
    void closingStopsEveryRouteAndTakesItsCountsAway() {
        RouteBuilder route = route("last");
        framework.register("bundle", route);
        awaitStarted("last");
        routing.close();
        assertThat(route.getContext().getStatus().isStopped()).isTrue();
        assertThat(metrics.getMeters()).isEmpty();
    }
}
