// How fast one core validates: prints figures, asserts nothing. From the top of the project, built with preset release:
//
//   validation_bench [seconds=2] [case]      seconds of each figure; only the cases whose name begins so
//
// Medians of batches. `structure` is validate(), `profiles` validate_profiles() against everything that stafet validate checks; `all` also
// reads the JSON. Start-up and memory come first: what loading the definitions costs, and the first message with the profiles it compiles.
#include "fhir_models/json/json_reader.hpp"
#include "fhir_models/packages/load_library.hpp"
#include "fhir_models/profiles/profile_validation.hpp"
#include "fhir_models/validation/validate.hpp"
#include "tests/support/shared.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

namespace {

using namespace stafet;
using Steady = std::chrono::steady_clock;

double microseconds_since(Steady::time_point start) { return std::chrono::duration<double, std::micro>(Steady::now() - start).count(); }

/// Median of the time of one call in microseconds.
template <class Work>
double median(double seconds, Work work) {
    const auto first = Steady::now();
    work();
    // A batch takes about 2 ms, so that the clock itself does not count.
    const int batch = std::clamp(static_cast<int>(2000 / microseconds_since(first)), 1, 1000);
    std::vector<double> batches;
    do {
        const auto start = Steady::now();
        for (int i = 0; i < batch; ++i) work();
        batches.push_back(microseconds_since(start) / batch);
    } while (microseconds_since(first) < seconds * 1e6);
    const auto middle = batches.begin() + static_cast<std::ptrdiff_t>(batches.size() / 2);
    std::nth_element(batches.begin(), middle, batches.end());
    return *middle;
}

/// Of this process, in MB, as the kernel counts it: memory of its own, without what is mapped from the program.
double own_memory() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("RssAnon:")) return std::atof(line.c_str() + 8) / 1024;
    return 0;
}

/// A Bundle of about `bytes`: the resources of `message` again and again, each time with ids of their own.
std::string large_bundle(const std::string& message, std::size_t bytes) {
    const std::string mark = "{\"fullUrl\"";
    const auto from = message.find(mark), to = message.rfind(']');
    const std::string entries = message.substr(from, to - from);
    std::string bundle = R"({"resourceType":"Bundle","type":"collection","entry":[)";
    for (int copy = 100; bundle.size() < bytes; ++copy) {
        std::string more = entries;
        // The ids of the fixture are UUIDs that end in "11"; no other text holds this ending.
        for (const std::string ending : {"7e11", "4f11", "5a11", "9e11", "7e11", "5b11", "3c11", "7a11"})
            for (auto at = more.find(ending); at != std::string::npos; at = more.find(ending, at + 4))
                more.replace(at + 1, 3, std::to_string(copy));
        if (copy > 100) bundle += ',';
        bundle += more;
    }
    return bundle + "]}";
}

void measure(const char* name, const std::string& json, const fhir::Profiles& profiles, double seconds) {
    const auto outcome = fhir::read_json(json);
    if (!outcome.tree) {
        std::printf("%s is not FHIR JSON\n", name);
        return;
    }
    const fhir::Tree& tree = *outcome.tree;
    auto findings = fhir::validate(tree);
    auto more = fhir::validate_profiles(tree, profiles);
    findings.insert(findings.end(), more.begin(), more.end());
    const double read = median(seconds, [&] { return fhir::read_json(json).tree.has_value(); });
    const double structure = median(seconds, [&] { return fhir::validate(tree).size(); });
    const double profile = median(seconds, [&] { return fhir::validate_profiles(tree, profiles).size(); });
    const double all = median(seconds, [&] {
        const auto again = fhir::read_json(json);
        return fhir::validate(*again.tree).size() + fhir::validate_profiles(*again.tree, profiles).size();
    });
    std::printf("%-20s %8zu %8.1f %10.1f %10.1f %10.1f %12.0f %12.0f %6zu\n", name, json.size(), read, structure, profile, all,
                1e6 / (structure + profile), 1e6 / all, findings.size());
}

}  // namespace

int main(int argc, char** argv) {
    const double seconds = argc > 1 ? std::atof(argv[1]) : 2.0;
    const std::string wanted = argc > 2 ? argv[2] : "";
    const double before = own_memory();
    const auto start = Steady::now();
    const auto library = fhir::load_library({}).library;
    if (!library) return std::puts("no definitions"), 69;
    const fhir::Profiles profiles(library);
    const double loaded = microseconds_since(start) / 1000;
    std::printf("%-34s %6.1f ms %6.1f MB\n", "definitions loaded", loaded, own_memory() - before);

    const std::string message = testing::read_file("tests/bench/care-communication-8k.json");
    const auto tree = fhir::read_json(message);
    const auto first = Steady::now();
    fhir::validate_profiles(*tree.tree, profiles);
    std::printf("%-34s %6.1f ms %6.1f MB\n", "first CareCommunication", microseconds_since(first) / 1000, own_memory() - before);

    const std::string patient =
        R"({"resourceType":"Patient","id":"1","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">Nancy</div>"},"identifier":[{"system":"urn:oid:1.2.208.176.1.2","value":"2512489996"}],"active":true,"name":[{"use":"official","family":"Berggren","given":["Nancy","Ann","Test"]}],"telecom":[{"system":"phone","value":"12345678","use":"mobile"}],"gender":"female","birthDate":"1948-12-25","address":[{"line":["Testvej 1"],"city":"Testby","postalCode":"8000"}],"maritalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-MaritalStatus","code":"M"}]}})";
    const std::string observation =
        R"({"resourceType":"Observation","id":"1","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">36.5</div>"},"status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"exam"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"8310-5"}]},"subject":{"reference":"Patient/1"},"effectiveDateTime":"2026-11-20T13:45:12+01:00","performer":[{"reference":"Practitioner/1"}],"valueQuantity":{"value":36.5,"unit":"degrees C","system":"http://unitsofmeasure.org","code":"Cel"},"referenceRange":[{"low":{"value":36},"high":{"value":38}}]})";
    std::printf("\n%-20s %8s %8s %10s %10s %10s %12s %12s %6s\n", "us a call", "bytes", "read", "structure", "profiles", "all",
                "validated/s", "with read/s", "found");
    const auto want = [&](const char* name) { return std::string(name).starts_with(wanted); };
    if (want("CareCommunication")) measure("CareCommunication", message, profiles, seconds);
    if (want("Patient")) measure("Patient", patient, profiles, seconds);
    if (want("Observation")) measure("Observation", observation, profiles, seconds);
    if (want("Bundle 1 MB")) measure("Bundle 1 MB", large_bundle(message, 1 << 20), profiles, seconds);
}
