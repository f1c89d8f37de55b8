// How long one epicrisis takes through the maps, each way, and how long with bytes: build with `--preset release --target bench_maps`.
#include "adapters/mapping/letter_document.hpp"
#include "adapters/mapping/map_library.hpp"
#include "adapters/mapping/map_runner.hpp"
#include "adapters/oioxml/letter_codec.hpp"
#include "fhir_models/json/json_reader.hpp"
#include "fhir_models/json/json_writer.hpp"
#include "tests/support/shared.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

using namespace stafet;

namespace {

/// Median of 2,000 runs in microseconds.
template <class Run>
double median(Run run) {
    std::vector<double> times;
    for (int i = 0; i < 2000; ++i) {
        const auto start = std::chrono::steady_clock::now();
        run();
        times.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count());
    }
    std::nth_element(times.begin(), times.begin() + 1000, times.end());
    return times[1000];
}

}  // namespace

int main() {
    const auto maps = mapping::MapLibrary::load();
    const Format message{"fhir", "epicrisis", "1", "json"};
    const Format letter{"oioxml", "XDIS01", "XD0134L", "xml"};
    const mapping::MapProgram& map = *maps.find(letter, message);
    const fhir::Tree bundle = std::move(*fhir::read_json(testing::read_file("tests/golden/bundles/epicrisis.json")).tree);
    const fhir::Tree discharge = std::move(oioxml::read_letter(testing::read_file("tests/golden/xdis01/letter.xml")).tree);
    const Reading reading;
    TranslationRequest request;
    request.source = &reading;
    request.message_id = "11111111-2222-4333-8444-555555555555";
    request.envelope_id = "66666666-7777-4888-8999-aaaaaaaaaaaa";
    request.now = *from_iso8601("2026-11-22T12:00:00Z");
    std::printf("epicrisis Bundle -> XDIS01 tree: %.1f us\n", median([&] { run_to_letter(map, request, bundle); }));
    std::printf("XDIS01 tree -> epicrisis Bundle: %.1f us\n", median([&] { run_to_fhir(map, request, discharge); }));
    std::printf("with bytes written: %.1f us and %.1f us\n",
                median([&] { oioxml::write_letter(run_to_letter(map, request, bundle).tree); }),
                median([&] { fhir::write_json(run_to_fhir(map, request, discharge).tree.root()); }));
    std::printf("loading and checking all maps: %.1f us\n", median([&] { mapping::MapLibrary::load(); }));
}
