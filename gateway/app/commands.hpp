// The commands of `stafet`: options in, exit code out. Results go to stdout, findings and faults to stderr.
#pragma once

#include "gateway/app/exit_code.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace stafet::app {

struct RunOptions {
    std::string config;
};
/// Serves until SIGTERM or SIGINT, then drains.
int run(const RunOptions& options);

struct CheckOptions {
    std::string config;
    bool json = false;
};
int check(const CheckOptions& options);

struct ExplainOptions {
    std::string config;
    std::string message;  ///< file, "-" = stdin
    bool json = false;
};
int explain(const ExplainOptions& options);

struct ConvertOptions {
    std::string config;       ///< its partners complete the parties of the message; "" = none
    std::string input;        ///< file, "-" = stdin
    std::string to;           ///< "XDIS01", "fhir", "fhir+xml", "HospitalNotification", ...
    std::string output;       ///< file, "-" = stdout
    std::string loss_report;  ///< file for the loss report as JSON; "" = a summary on stderr
};
int convert(const ConvertOptions& options);

struct TraceOptions {
    std::string config;
    std::string id;
    bool json = false;
};
int trace(const TraceOptions& options);

struct DeadLettersOptions {
    std::string config;
    std::size_t limit = 100;
    bool json = false;
};
int dead_letters(const DeadLettersOptions& options);

struct ReplayOptions {
    std::string config;
    std::int64_t leg = 0;
    bool json = false;
};
int replay(const ReplayOptions& options);

struct DrillOptions {
    std::uint32_t kills = 10;
    std::uint32_t messages = 2000;  ///< sent over the whole drill
    std::uint64_t seed = 0;         ///< 0 = from the clock; printed
    bool json = false;
    bool keep = false;  ///< keep the directory with store and logs
};
int drill_crash(const DrillOptions& options);

struct ValidateOptions {
    std::vector<std::string> files;  ///< "-" = stdin
    std::vector<std::string> profiles;
    std::vector<std::string> packages;    ///< packages, compiled or loose definitions, folders, resources that are referred to
    std::vector<std::string> extensions;  ///< beginnings of urls of extensions that need no definition; "any" of all
    std::string language = "en";
    bool security_checks = false;  ///< text that looks like HTML is an error
    bool json = false;
    bool no_example_urls = false;
    bool allow_comments = false;  ///< in JSON
};
/// findings when a file has an error; warnings alone are good. bad_data when a file is no FHIR or a package cannot be used.
int validate(const ValidateOptions& options);

struct PackagesOptions {
    std::vector<std::string> files;
    std::string output;
};
/// Profiles without a snapshot find their bases in these packages and in the built-in ones. Writes nothing when a package cannot be used.
int packages_compile(const PackagesOptions& options);
/// One line per package: name, version, how many profiles, value sets and code systems.
int packages_list(const PackagesOptions& options);

struct FhirpathOptions {
    std::string expression;
    std::string file;                   ///< FHIR JSON or XML; "-" = stdin
    std::vector<std::string> packages;  ///< as of ValidateOptions: for memberOf(), conformsTo(), slice() and resolve()
};
/// Prints one item per line: its type, a tab, its value or its place. Findings point into the expression; usage when it cannot be used.
int fhirpath(const FhirpathOptions& options);

}  // namespace stafet::app
