#include "gateway/runtime/metrics.hpp"

#include <doctest/doctest.h>

using stafet::Labels;
using stafet::Metrics;

TEST_CASE("metrics are written as Prometheus text") {
    Metrics metrics;
    metrics.counter("received_total", "Messages received", {{"kind", "epicrisis"}}).add(3);
    metrics.counter("received_total", "Messages received", {{"kind", "a\"b"}}).add();
    metrics.gauge("queue_depth", "Waiting", [] { return Metrics::Samples{{{{"receiver", "nordby"}}, 4.0}}; });
    metrics.histogram("accept_seconds", "Time to accept").observe_seconds(0.004);
    const std::string text = metrics.text();
    CHECK(text.find("# HELP stafet_received_total Messages received\n# TYPE stafet_received_total counter\n") != std::string::npos);
    CHECK(text.find("stafet_received_total{kind=\"epicrisis\"} 3\n") != std::string::npos);
    CHECK(text.find("stafet_received_total{kind=\"a\\\"b\"} 1\n") != std::string::npos);
    CHECK(text.find("# TYPE stafet_queue_depth gauge\nstafet_queue_depth{receiver=\"nordby\"} 4\n") != std::string::npos);
    CHECK(text.find("stafet_accept_seconds_bucket{le=\"0.0025\"} 0\n") != std::string::npos);
    CHECK(text.find("stafet_accept_seconds_bucket{le=\"0.005\"} 1\n") != std::string::npos);
    CHECK(text.find("stafet_accept_seconds_bucket{le=\"+Inf\"} 1\nstafet_accept_seconds_sum 0.004\nstafet_accept_seconds_count 1\n") !=
          std::string::npos);
}

TEST_CASE("the same name and labels give the same counter") {
    Metrics metrics;
    const Labels labels{{"code", "x"}};
    CHECK(&metrics.counter("a_total", "", labels) == &metrics.counter("a_total", "", labels));
    CHECK(&metrics.counter("a_total", "") != &metrics.counter("a_total", "", labels));
}

TEST_CASE("the number of series is bounded") {
    Metrics metrics;
    for (int i = 0; i < 10'500; ++i) metrics.counter("codes_total", "", {{"code", std::to_string(i)}}).add();
    CHECK(metrics.text().find("stafet_codes_total{overflow=\"true\"} 500\n") != std::string::npos);
}
