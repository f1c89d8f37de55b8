// Runs a fuzz target without libFuzzer: every corpus file, then seeded mutations of them, as an ordinary test.
//
//   fuzz_<name> CORPUS_DIRECTORY [DICTIONARY]     STAFET_FUZZ_ROUNDS, STAFET_FUZZ_SEED and STAFET_FUZZ_SECONDS change the bounds
//   fuzz_<name> FILE                              one input, to see a crash again
//
// Bounded in rounds and time. When the target crashes or hangs, says which input it was and keeps it in a file.
#include "tests/fuzz/mutator.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
/// Defined by the sanitizers' runtime; null without it.
extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)());

namespace {

constexpr std::size_t max_input_bytes = 256 * 1024;
constexpr unsigned hang_seconds = 20;

/// What runs now, for the crash report; read in a signal handler.
struct Current {
    const char* data = nullptr;
    std::size_t size = 0;
    char what[512] = "";
} current;

void say(const char* text) { [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text, std::strlen(text)); }

void report() {
    static bool reported = false;
    if (std::exchange(reported, true)) return;  // a sanitizer aborts after its own report
    say("\nfuzz: the input that crashed or hung: ");
    say(current.what);
    const int file = ::open("fuzz-crash", O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (file < 0) return;
    [[maybe_unused]] const auto written = ::write(file, current.data, current.size);
    ::close(file);
    say("\nfuzz: kept as ./fuzz-crash; give that path as the only argument to see it again\n");
}

void on_signal(int signal) {
    report();
    ::signal(signal, SIG_DFL);
    ::raise(signal);
}

void watch_for_crashes() {
    ::signal(SIGALRM, on_signal);
    if (__sanitizer_set_death_callback) {
        __sanitizer_set_death_callback(report);
        ::signal(SIGABRT, on_signal);
        return;
    }
    for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL}) ::signal(signal, on_signal);
}

void run(const std::string& input, const std::string& what) {
    std::snprintf(current.what, sizeof current.what, "%s", what.c_str());
    current.data = input.data();
    current.size = input.size();
    ::alarm(hang_seconds);
    // A copy of the exact size on the heap: reading one byte too far is then seen by AddressSanitizer.
    const std::vector<std::uint8_t> bytes(input.begin(), input.end());
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
    ::alarm(0);
}

std::string read(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// libFuzzer's dictionary: one name="token" or "token" a line, \\ \" and \xNN escaped, # begins a comment.
std::vector<std::string> read_dictionary(const std::filesystem::path& path) {
    std::vector<std::string> tokens;
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);) {
        const auto first = line.find('"'), last = line.rfind('"');
        if (line.starts_with('#') || first == std::string::npos || last == first) continue;
        std::string token;
        for (std::size_t i = first + 1; i < last; ++i) {
            if (line[i] != '\\') {
                token += line[i];
            } else if (line[i + 1] == 'x' && i + 3 < last) {
                token += static_cast<char>(std::stoi(line.substr(i + 2, 2), nullptr, 16));
                i += 3;
            } else {
                token += line[++i];
            }
        }
        tokens.push_back(token);
    }
    return tokens;
}

std::uint64_t number_from_environment(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

int run_corpus(const std::filesystem::path& directory, const std::vector<std::string>& dictionary) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(directory)) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<std::string> corpus;
    for (const auto& file : files) run(corpus.emplace_back(read(file)), file.string());
    if (corpus.empty()) {
        std::fprintf(stderr, "fuzz: no corpus in %s\n", directory.c_str());
        return 1;
    }
    run("", "empty input");

    const std::uint64_t seed = number_from_environment("STAFET_FUZZ_SEED", 1);
    const std::uint64_t rounds = number_from_environment("STAFET_FUZZ_ROUNDS", 20'000);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(number_from_environment("STAFET_FUZZ_SECONDS", 6));
    std::uint64_t round = 0;
    for (; round < rounds && std::chrono::steady_clock::now() < deadline; ++round) {
        // Every round has a generator of its own, so that one round can be repeated without those before it.
        stafet::fuzz::Mutator mutator(seed * 1'000'003 + round, corpus, dictionary);
        const std::size_t parent = mutator.below(corpus.size());
        run(mutator.mutate(corpus[parent], max_input_bytes),
            "seed " + std::to_string(seed) + ", round " + std::to_string(round) + ", from " + files[parent].filename().string());
    }
    std::printf("%zu corpus files and %llu mutations of seed %llu passed\n", corpus.size(), static_cast<unsigned long long>(round),
                static_cast<unsigned long long>(seed));
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2 || !std::filesystem::exists(argv[1])) {
        std::fprintf(stderr, "usage: %s CORPUS_DIRECTORY [DICTIONARY] | FILE\n", argv[0]);
        return 64;
    }
    watch_for_crashes();
    if (std::filesystem::is_directory(argv[1]))
        return run_corpus(argv[1], argc > 2 ? read_dictionary(argv[2]) : std::vector<std::string>{});
    run(read(argv[1]), argv[1]);
    std::puts("passed");
    return 0;
}
