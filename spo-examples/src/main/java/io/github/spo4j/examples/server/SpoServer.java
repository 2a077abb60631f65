package io.github.spo4j.examples.server;

import io.github.spo4j.examples.server.job.JobEngine;
import io.github.spo4j.examples.server.job.JobException;
import io.github.spo4j.examples.server.job.JobSetup;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A running service. It optimizes prompts and extracts styles for HTTP clients; machines that share a database share
 * the work. Thread-safe.
 */
public final class SpoServer implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger(SpoServer.class.getName());

    private static final int MORE_THREADS = 64;
    private static final int HEADER_BYTES = 8192;
    private static final String ROUTE = "spo.route";

    private final ServerSettings settings;
    private final Database database;
    private final JobEngine engine;
    private final EventStream events;
    private final Metrics metrics;
    private final Gate gate;
    private final List<Route> routes;
    private final Javalin http;

    private SpoServer(ServerSettings settings, Database database, Metrics metrics, JobEngine engine, Tokens tokens) {
        this.settings = settings;
        this.database = database;
        this.metrics = metrics;
        this.engine = engine;
        HttpLimits limits = settings.limits();
        events = new EventStream(engine, limits);
        metrics.watch(engine, events);
        gate = new Gate(
                new HostNames(settings.host(), settings.names()),
                tokens,
                new RateLimit(limits.requestsPerSecond(), limits.burst(), System::nanoTime));
        RequestBody bodies = new RequestBody(limits);
        routes = new ArrayList<>();
        routes.addAll(new SeedRoutes(engine, bodies, limits).all());
        routes.addAll(new TemplateRoutes(engine, bodies, settings).all());
        routes.addAll(new JobRoutes(engine, bodies, new Upload(bodies, limits), events).all());
        routes.add(metrics.route(engine));
        routes.add(Route.get("/openapi.yaml", SpoServer::document).open());
        routes.addAll(new Page().all());
        http = Javalin.create(this::configure);
    }

    /**
     * Starts a service.
     *
     * @param settings its settings
     * @return the running service
     * @throws IllegalArgumentException if the address is taken or not of this machine, or the database cannot be used;
     *     the message says which and what to do
     */
    public static SpoServer start(ServerSettings settings) {
        Database database = Databases.open(settings);
        Metrics metrics = new Metrics();
        JobSetup given = settings.jobs();
        JobSetup counted = new JobSetup(
                metrics.counted(given.models()),
                given.policy(),
                given.simplify(),
                given.limits(),
                given.atOnce(),
                given.silence(),
                given.confirmations().andThen(metrics::count));
        JobEngine engine;
        try {
            engine = JobEngine.start(database.source(), counted);
        } catch (JobException e) {
            database.close();
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        Tokens tokens = new Tokens(settings.tokens());
        SpoServer server = new SpoServer(settings, database, metrics, engine, tokens);
        try {
            tokens.eachNamed(engine::handOver);
            server.http.start();
            return server;
        } catch (JavalinBindException e) {
            server.close();
            throw new IllegalArgumentException(cannotListen(settings), e);
        } catch (JobException e) {
            server.close();
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static String cannotListen(ServerSettings settings) {
        return HostNames.isOfThisMachine(settings.host())
                ? settings.host() + ":" + settings.port() + " is taken; name another port with --port"
                : settings.host() + " is not an address of this machine; name another with --host";
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.startupWatcherEnabled = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.http.prefer405over404 = true;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.concurrency.useVirtualThreads = false;
        HttpLimits limits = settings.limits();
        config.jetty.threadPool = new QueuedThreadPool(limits.waiting() + limits.streams() + MORE_THREADS);
        config.jetty.modifyHttpConfiguration(SpoServer::configure);
        config.jetty.modifyServer(server -> server.setErrorHandler(new LastWord()));
        config.jetty.addConnector(this::connector);
        config.routes.before(this::admit);
        routes.forEach(route -> {
            config.routes.addHttpHandler(route.method(), route.path(), ctx -> answer(route, ctx));
            if (route.method().equals(HandlerType.GET)) { // else Javalin answers HEAD with 200, whatever there is
                config.routes.addHttpHandler(HandlerType.HEAD, route.path(), ctx -> answer(route, ctx));
            }
        });
        config.routes.after(this::conclude);
        Problems.mapIn(config.routes);
    }

    private ServerConnector connector(Server server, HttpConfiguration configuration) {
        ServerConnector connector = new ClientConnector(server, configuration, settings.limits());
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        return connector;
    }

    private static void configure(HttpConfiguration configuration) {
        configuration.setUriCompliance(UriCompliance.DEFAULT);
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(HEADER_BYTES);
        configuration.setResponseHeaderSize(HEADER_BYTES);
    }

    private void admit(Context ctx) {
        metrics.begin(ctx);
        SecurityHeaders.all().forEach(ctx::header);
        if (ctx.path().startsWith("/api/")) {
            ctx.header("Cache-Control", "no-store");
        }
        gate.requireOwnHostAndOrigin(ctx);
    }

    private void answer(Route route, Context ctx) throws Exception {
        ctx.attribute(ROUTE, route.path()); // first, so that a refusal counts for this route
        if (!route.forEverybody()) {
            gate.requireOwner(ctx);
        }
        route.handler().handle(ctx);
    }

    private void conclude(Context ctx) {
        metrics.end(ctx, ctx.attribute(ROUTE));
    }

    private static void document(Context ctx) throws IOException {
        try (InputStream in = SpoServer.class.getResourceAsStream("/server/openapi.yaml")) {
            if (in == null) {
                throw new IllegalStateException("the program lacks server/openapi.yaml");
            }
            ctx.contentType("application/yaml").result(in.readAllBytes());
        }
    }

    /** All routes. */
    List<Route> routes() {
        return List.copyOf(routes);
    }

    /** {@return the port it listens on, also if any free one was requested} */
    public int port() {
        return http.port();
    }

    /** {@return the URL for people on this machine} */
    public String url() {
        String host = settings.host();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    /** {@return why the service cannot go on, and what to do; completed only if that happens} */
    public CompletableFuture<String> lost() {
        return database.lost().copy();
    }

    /**
     * Ends: accepts no more jobs, lets running ones continue for a while, hands the rest over to other machines or the
     * next start, and answers all waiting requests.
     *
     * @param patience how long jobs may continue
     */
    public void close(Duration patience) {
        engine.stopTaking();
        engine.close(patience);
        events.close();
        try {
            http.stop();
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "not all connections could be closed in time", e);
        }
        metrics.close();
        database.close();
    }

    /** Ends, and hands over all jobs at once. */
    @Override
    public void close() {
        close(Duration.ZERO);
    }

    @Override
    public String toString() {
        return "SpoServer[" + url() + "]";
    }
}
