// How fast one core reads and writes a message as JSON and XML: forms_bench [FILE [SECONDS]]. validation_bench measures validation.
#include "fhir_models/json/json_reader.hpp"
#include "fhir_models/json/json_writer.hpp"
#include "fhir_models/xml/fhir_xml.hpp"
#include "tests/support/shared.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

using namespace stafet;

namespace {

/// Median of the time of one call, measured in batches for `seconds`.
template <class Work>
void measure(const char* name, std::size_t bytes, double seconds, Work work) {
    using Clock = std::chrono::steady_clock;
    std::vector<double> batches;
    for (const auto end = Clock::now() + std::chrono::duration<double>(seconds); Clock::now() < end;) {
        constexpr int batch = 20;
        const auto start = Clock::now();
        for (int i = 0; i < batch; ++i) work();
        batches.push_back(std::chrono::duration<double, std::micro>(Clock::now() - start).count() / batch);
    }
    std::nth_element(batches.begin(), batches.begin() + static_cast<long>(batches.size() / 2), batches.end());
    const double median = batches[batches.size() / 2];
    std::printf("%-22s %9.1f us   %8.1f MB/s\n", name, median, static_cast<double>(bytes) / median);
}

}  // namespace

int main(int argc, char** argv) {
    const std::string file = argc > 1 ? argv[1] : "tests/golden/bundles/epicrisis-small.json";
    const double seconds = argc > 2 ? std::atof(argv[2]) : 2.0;
    const std::string json = testing::read_file(file);
    const auto outcome = fhir::read_json(json);
    if (!outcome.tree) return std::printf("%s is not FHIR JSON\n", file.c_str()), 65;
    const auto& root = outcome.tree->root();
    const std::string xml = fhir::write_xml(root);
    std::printf("%s: %zu bytes of JSON, %zu of XML, %zu elements\n", file.c_str(), json.size(), xml.size(), outcome.tree->node_count());
    measure("read JSON", json.size(), seconds, [&] { return fhir::read_json(json).tree.has_value(); });
    measure("write JSON", json.size(), seconds, [&] { return fhir::write_json(root).size(); });
    measure("read XML", xml.size(), seconds, [&] { return fhir::read_xml(xml).tree.has_value(); });
    measure("write XML", xml.size(), seconds, [&] { return fhir::write_xml(root).size(); });
}
