#include "gateway/app/gateway_process.hpp"

#include "adapters/adapter_list.hpp"
#include "adapters/fhir_rest/subscription_transport.hpp"
#include "adapters/http_push/http_push.hpp"
#include "adapters/mailbox/mailbox_transport.hpp"
#include "adapters/medcom_fhir/profile_check.hpp"
#include "adapters/sqlite/sqlite_store.hpp"
#include "base/ids.hpp"
#include "gateway/app/address.hpp"
#include "gateway/app/configuration_commands.hpp"
#include "gateway/app/control_routes.hpp"
#include "gateway/app/fhir_routes.hpp"
#include "gateway/app/message_content.hpp"
#include "gateway/app/process_metrics.hpp"
#include "gateway/app/store_location.hpp"
#include "gateway/app/validate_door.hpp"
#include "gateway/broker/asio_loop.hpp"
#include "gateway/broker/dispatcher.hpp"
#include "gateway/broker/intake.hpp"
#include "gateway/broker/retention.hpp"
#include "gateway/http/front_doors.hpp"
#include "gateway/http/health_routes.hpp"
#include "gateway/http/mailbox_door.hpp"
#include "gateway/runtime/signals.hpp"
#include "gateway/runtime/stop_sequence.hpp"
#include "gateway/runtime/worker_pool.hpp"
#include "routes/matching/route_router.hpp"

#include <algorithm>
#include <filesystem>
#include <future>

namespace stafet::app {

namespace {

constexpr std::size_t most_validations_waiting = 64;

/// The broker's heavy work on the pool of the whole process. What the pool cannot take now is done on the spot: nothing may be dropped.
class PoolWorkers final : public Workers {
   public:
    explicit PoolWorkers(WorkerPool& pool) : pool_(pool) {}
    void run(std::function<void()> work) override {
        if (!pool_.submit(work)) work();
    }

   private:
    WorkerPool& pool_;
};

}  // namespace

/// In the order of construction: what comes later uses what comes earlier and is destroyed first.
struct GatewayProcess::Parts {
    explicit Parts(routes::Configuration c)
        : configuration(std::move(c)), loop(configuration.gateway.io_threads), pool(configuration.gateway.workers) {}

    routes::Configuration configuration;
    Metrics metrics;
    Health health;
    fhir::ReadLimits limits;
    std::shared_ptr<const fhir::Profiles> profiles;
    AdapterList adapters;
    std::unique_ptr<routes::RouteRouter> router;
    std::shared_ptr<TlsContext> server_tls, client_tls;
    EventLoop loop;
    WorkerPool pool;
    PoolWorkers workers{pool};
    std::unique_ptr<Store> store;
    std::unique_ptr<http::HttpClient> client;
    std::unique_ptr<http_push::HttpPush> push;
    std::unique_ptr<fhir_rest::Subscriptions> subscriptions;
    std::unique_ptr<fhir_rest::SubscriptionTransport> subscription_transport;
    std::unique_ptr<MailboxTransport> mailbox;
    std::unique_ptr<Loop> broker_loop, retention_loop;
    std::unique_ptr<Dispatcher> dispatcher;
    std::unique_ptr<Intake> intake;
    std::unique_ptr<Retention> retention;
    std::unique_ptr<http::HttpServer> control_server, health_server, doors;
    std::promise<void> signalled;
    std::atomic<bool> was_signalled{false};
    std::unique_ptr<Signals> signals;

    Result<bool> load_rules();
    Result<bool> open_store();
    Result<bool> start_broker();
    Result<bool> start_control_and_health();
    Result<bool> open_doors();
    Result<bool> start_retention();
    Result<std::unique_ptr<http::HttpServer>> listen(const std::string& name, http::ListenAddress address, http::Router routes,
                                                     std::shared_ptr<TlsContext> tls);
};

Result<bool> GatewayProcess::Parts::load_rules() {
    limits.max_bytes = configuration.gateway.limits.letter;
    limits.max_depth = configuration.gateway.limits.depth;
    if (!configuration.definitions) return Fault{FaultKind::config, "the FHIR definitions cannot be used; stafet check says why"};
    profiles = std::make_shared<const fhir::Profiles>(configuration.definitions);
    auto made = make_adapters(limits, {}, profiles);
    if (!made) return made.error();
    adapters = std::move(*made);
    router = std::make_unique<routes::RouteRouter>(configuration.partners, configuration.routes, translations_of(*adapters.translator),
                                                   message_content(adapters.fhir_form, profiles));

    const auto& gateway = configuration.gateway;
    const TlsFiles files{gateway.certificate_file, gateway.key_file, gateway.ca_file, {}};
    auto server = TlsContext::load(TlsContext::Role::server, files);
    if (!server) return server.error();
    auto client_side = TlsContext::load(TlsContext::Role::client, files);
    if (!client_side) return client_side.error();
    server_tls = std::move(*server);
    client_tls = std::move(*client_side);
    return true;
}

Result<bool> GatewayProcess::Parts::open_store() {
    const auto& directory = configuration.gateway.state_directory;
    std::error_code failed;
    std::filesystem::create_directories(directory, failed);
    if (failed) return Fault{FaultKind::config, "cannot make the state directory " + directory + ": " + failed.message()};
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all, failed);
    sqlite::StoreOptions options;
    options.path = store_path(directory);
    auto opened = sqlite::open_store(options);
    if (!opened) return opened.error();
    store = std::move(*opened);
    return true;
}

Result<bool> GatewayProcess::Parts::start_broker() {
    auto lanes = LaneKey::load_or_create(configuration.gateway.state_directory + "/lanes.key");
    if (!lanes) return lanes.error();
    http::ClientLimits limits;
    limits.total = configuration.gateway.limits.delivery_timeout;
    client = std::make_unique<http::HttpClient>(loop, metrics, client_tls, limits);
    push = std::make_unique<http_push::HttpPush>(*client);
    fhir_rest::Post post = [this](const http::HttpEndpoint& endpoint, http::OutgoingRequest request,
                                  std::function<void(DeliveryOutcome)> done) {
        client->send(endpoint, std::move(request),
                     [done = std::move(done)](Result<http::HttpResponse> response) { done(http_push::outcome_of(std::move(response))); });
    };
    subscriptions = std::make_unique<fhir_rest::Subscriptions>(fhir_rest::Subscriptions::Parts{
        *store, system_clock(), random_ids(), router->partners(), std::move(post), message_content(adapters.fhir_form, profiles).services});
    subscription_transport = std::make_unique<fhir_rest::SubscriptionTransport>(
        *subscriptions, [this](std::function<void()> work) { workers.run(std::move(work)); });

    mailbox = std::make_unique<MailboxTransport>(*store, system_clock(), MailboxOptions{});
    broker_loop = make_asio_loop(loop.context(), system_clock());
    dispatcher = std::make_unique<Dispatcher>(DispatcherParts{*store,
                                                              router->partners(),
                                                              {push.get(), subscription_transport.get(), mailbox.get()},
                                                              *broker_loop,
                                                              workers,
                                                              system_clock(),
                                                              system_random(),
                                                              metrics},
                                              DispatcherOptions{});
    intake = std::make_unique<Intake>(IntakeParts{adapters.standard_list(),
                                                  {adapters.envelope.get()},
                                                  adapters.answer_list(),
                                                  *router,
                                                  *adapters.translator,
                                                  *store,
                                                  *dispatcher,
                                                  workers,
                                                  system_clock(),
                                                  metrics,
                                                  *lanes},
                                      IntakeOptions{});
    const auto loaded = subscriptions->load();
    if (!loaded) return loaded.error();
    return dispatcher->start([this](const std::string& receiver, std::string body, std::string type, std::function<void(bool)> done) {
        intake->submit_receipt(receiver, std::move(body), std::move(type), std::move(done));
    });
}

Result<std::unique_ptr<http::HttpServer>> GatewayProcess::Parts::listen(const std::string& name, http::ListenAddress address,
                                                                        http::Router routes, std::shared_ptr<TlsContext> tls) {
    const auto& limits = configuration.gateway.limits;
    http::ServerOptions options;
    options.name = name;
    options.address = std::move(address);
    options.tls = std::move(tls);
    options.limits.connections = limits.connections;
    options.limits.head_bytes = limits.header;
    options.limits.bytes_in_flight = limits.in_flight;
    options.limits.head = limits.header_timeout;
    options.limits.body_piece = limits.body_timeout;
    options.limits.idle = limits.idle_timeout;
    options.error_page = http::error_page(adapters.answer_list());
    return http::HttpServer::start(loop, metrics, std::move(routes), std::move(options));
}

Result<bool> GatewayProcess::Parts::start_control_and_health() {
    http::ListenAddress socket;
    socket.unix_path = control_path(configuration.gateway.state_directory);
    http::Router control;
    add_control_routes(control, *dispatcher);
    auto control_started = listen("control", socket, std::move(control), nullptr);
    if (!control_started) return control_started.error();
    control_server = std::move(*control_started);
    if (configuration.gateway.health.empty()) return true;

    health.add_check("store", [this] { return store->ready(); });
    add_process_metrics(metrics, *configuration.partners, server_tls->certificate());
    const auto address = parse_address(configuration.gateway.health);
    if (!address) return address.error();
    http::Router routes;
    http::add_health_routes(routes, health, metrics);
    auto started = listen("health", *address, std::move(routes), nullptr);
    if (!started) return started.error();
    health_server = std::move(*started);
    return true;
}

Result<bool> GatewayProcess::Parts::open_doors() {
    const auto address = parse_address(configuration.gateway.listen);
    if (!address) return address.error();
    http::Router routes;
    http::add_front_doors(routes, *intake, configuration.gateway.limits.body);
    http::add_mailbox_door(
        routes, *mailbox, [this]() -> const Partners& { return router->partners(); }, pool);
    add_fhir_routes(routes,
                    {*subscriptions, router->partners(), adapters.answer_list(), configuration.gateway, *configuration.definitions});
    fhir_rest::ValidateOperation validate(limits, [known = profiles](const fhir::Tree& tree, const std::vector<std::string>& named) {
        return medcom::check_resource(tree, *known, {named, fhir::no_package, system_clock().now()});
    });
    add_validate_door(routes, {std::move(validate), [this]() -> const Partners& { return router->partners(); }, adapters.answer_list(),
                               PoolShare(pool, std::max(1U, configuration.gateway.workers / 2), most_validations_waiting), metrics,
                               configuration.gateway.limits.body});
    auto started = listen("doors", *address, std::move(routes), server_tls);
    if (!started) return started.error();
    doors = std::move(*started);
    return true;
}

Result<bool> GatewayProcess::Parts::start_retention() {
    const auto keep = configuration.gateway.keep_content;
    if (keep.count() == 0) return true;
    retention_loop = make_asio_loop(loop.context(), system_clock());
    retention = std::make_unique<Retention>(*store, *retention_loop, system_clock(), metrics, keep);
    retention->start();
    return true;
}

Result<std::unique_ptr<GatewayProcess>> GatewayProcess::start(routes::Configuration configuration) {
    auto parts = std::make_unique<Parts>(std::move(configuration));
    Parts& p = *parts;
    p.signals = std::make_unique<Signals>(p.loop, [&p](int) {
        if (!p.was_signalled.exchange(true)) p.signalled.set_value();
    });
    using Step = Result<bool> (Parts::*)();
    for (const Step step : {&Parts::load_rules, &Parts::open_store, &Parts::start_broker, &Parts::start_control_and_health,
                            &Parts::open_doors, &Parts::start_retention}) {
        const auto done = (p.*step)();
        if (done) continue;
        const Fault fault = done.error();
        GatewayProcess(std::move(parts)).stop();
        return fault;
    }
    p.health.set(Health::State::serving);
    return std::unique_ptr<GatewayProcess>(new GatewayProcess(std::move(parts)));
}

GatewayProcess::GatewayProcess(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
GatewayProcess::~GatewayProcess() = default;

std::uint16_t GatewayProcess::port() const { return parts_->doors->port(); }
std::uint16_t GatewayProcess::health_port() const { return parts_->health_server ? parts_->health_server->port() : 0; }

void GatewayProcess::wait_for_signal() { parts_->signalled.get_future().wait(); }

bool GatewayProcess::stop() {
    Parts& p = *parts_;
    p.health.set(Health::State::draining);
    StopSequence sequence;
    for (http::HttpServer* server : {p.doors.get(), p.control_server.get()}) {
        if (!server) continue;
        sequence.stop_accepting([server] { server->stop_accepting(); });
        sequence.drain("connections", [server](std::function<void()> done) { server->drain(std::move(done)); });
        sequence.cancel([server] { server->cancel(); });
    }
    if (p.dispatcher) {
        sequence.drain("deliveries", [&p](std::function<void()> done) { p.dispatcher->drain(std::move(done)); });
        sequence.cancel([&p] { p.dispatcher->stop(); });
    }
    if (p.client) sequence.cancel([&p] { p.client->stop(); });
    if (p.subscription_transport) sequence.cancel([&p] { p.subscription_transport->stop(); });
    sequence.flush([&p] { p.pool.stop(); });
    if (p.store) sequence.flush([&p] { p.store->stop(); });
    sequence.flush([&p] { p.loop.stop(); });
    return sequence.run(p.configuration.gateway.drain);
}

}  // namespace stafet::app
