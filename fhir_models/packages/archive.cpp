#include "fhir_models/packages/archive.hpp"

#include "fhir_models/tree/finding.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <optional>
#include <utility>

namespace stafet::fhir {

namespace {

constexpr std::size_t block_size = 512;
constexpr std::size_t max_name_bytes = 64 * 1024;
using Block = std::array<char, block_size>;

Issue fault(std::string_view code, std::string_view file, Words words) {
    return finding(Severity::error, IssueType::structure, code, std::string(file), {}, std::move(words));
}

/// Unpacks gzip piece by piece.
class Gunzip {
   public:
    explicit Gunzip(std::string_view bytes) {
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib's C interface; it only reads
        stream_.avail_in = static_cast<uInt>(bytes.size());
        good_ = bytes.size() <= UINT32_MAX && inflateInit2(&stream_, 15 + 16) == Z_OK;
    }
    ~Gunzip() { inflateEnd(&stream_); }
    Gunzip(const Gunzip&) = delete;
    Gunzip& operator=(const Gunzip&) = delete;

    /// Fills the whole of [out, out + size) or answers how much there was.
    std::size_t read(char* out, std::size_t size) {
        stream_.next_out = reinterpret_cast<Bytef*>(out);
        stream_.avail_out = static_cast<uInt>(size);
        while (good_ && stream_.avail_out > 0) {
            const int result = inflate(&stream_, Z_NO_FLUSH);
            if (result == Z_STREAM_END) {
                ended_ = true;
                good_ = false;
            } else if (result != Z_OK) {
                truncated_ = result == Z_BUF_ERROR;
                good_ = false;
            }
        }
        return size - stream_.avail_out;
    }
    /// The gzip stream ended as it should, checksum and all.
    bool ended() const { return ended_; }
    bool truncated() const { return truncated_; }
    /// Reads the rest, so that the checksum is checked.
    void finish() {
        Block rest;
        while (good_) read(rest.data(), rest.size());
    }

   private:
    z_stream stream_{};
    bool good_ = false;
    bool ended_ = false;
    bool truncated_ = false;
};

std::string_view field(const Block& block, std::size_t at, std::size_t size) {
    const std::string_view raw(block.data() + at, size);
    return raw.substr(0, raw.find('\0'));
}

std::optional<std::size_t> octal(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 8);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool checksum_fits(const Block& block) {
    std::size_t sum = 0;
    for (std::size_t i = 0; i < block_size; ++i) sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(block[i]);
    return octal(field(block, 148, 8)) == sum;
}

/// The value of `path` in a pax header ("30 path=package/x.json\n"...).
std::string pax_path(std::string_view text) {
    while (!text.empty()) {
        std::size_t size = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
        const auto digits = static_cast<std::size_t>(end - text.data());
        if (error != std::errc{} || size <= digits + 1 || size > text.size()) return {};
        const auto record = text.substr(digits + 1, size - digits - 2);
        if (record.starts_with("path=")) return std::string(record.substr(5));
        text.remove_prefix(size);
    }
    return {};
}

class Untar {
   public:
    Untar(std::string_view bytes, const std::function<bool(std::string_view)>& wanted, const ArchiveLimits& limits)
        : gzip_(bytes), wanted_(wanted), limits_(limits) {}

    ArchiveOutcome run() {
        while (outcome_.issues.empty() && next()) {
        }
        gzip_.finish();
        if (outcome_.issues.empty() && !gzip_.ended()) broken();
        if (!outcome_.issues.empty()) outcome_.files.clear();
        return std::move(outcome_);
    }

   private:
    /// One member; false at the end of the archive.
    bool next() {
        Block header;
        const std::size_t got = gzip_.read(header.data(), header.size());
        if (got == 0 && gzip_.ended()) return false;  // some writers leave out the two empty blocks at the end
        if (got < header.size()) return broken();
        if (std::all_of(header.begin(), header.end(), [](char c) { return c == '\0'; })) return false;
        const auto size = octal(field(header, 124, 12));
        if (!checksum_fits(header) || !size) return corrupt();
        bytes_ += *size;
        if (++files_ > limits_.max_files || *size > limits_.max_bytes || bytes_ > limits_.max_bytes) return too_large();
        const char type = header[156];
        const bool names_next = type == 'x' || type == 'L';
        std::string name = names_next ? std::string{} : name_of(header);
        const bool kept = (type == '0' || type == '\0') && wanted_(name);
        if (*size > (names_next ? max_name_bytes : kept ? limits_.max_file_bytes : limits_.max_bytes)) return too_large();
        std::string content;
        if (!read_content(*size, kept || names_next ? &content : nullptr)) return broken();
        if (names_next) long_name_ = type == 'x' ? pax_path(content) : content.substr(0, content.find('\0'));
        if (kept) outcome_.files.push_back({std::move(name), std::move(content)});
        return true;
    }

    /// Piece by piece, so that a size that the archive does not hold costs nothing. Without `content` it is skipped.
    bool read_content(std::size_t size, std::string* content) {
        std::array<char, 64 * 1024> piece;
        for (std::size_t rest = size; rest > 0;) {
            const std::size_t want = std::min(rest, piece.size());
            if (gzip_.read(piece.data(), want) < want) return false;
            if (content) content->append(piece.data(), want);
            rest -= want;
        }
        const std::size_t padding = (block_size - size % block_size) % block_size;
        return gzip_.read(piece.data(), padding) == padding;
    }

    std::string name_of(const Block& header) {
        if (!long_name_.empty()) return std::exchange(long_name_, {});
        const auto prefix = field(header, 257, 5) == "ustar" ? field(header, 345, 155) : std::string_view{};
        return (prefix.empty() ? "" : std::string(prefix) + "/") + std::string(field(header, 0, 100));
    }

    bool broken() {
        if (!gzip_.truncated() && !gzip_.ended()) return corrupt();
        outcome_.issues.push_back(
            fault("package-truncated", {},
                  {"The package ends in the middle of a file; fetch it again.", "Pakken slutter midt i en fil; hent den igen."}));
        return false;
    }
    bool corrupt() {
        outcome_.issues.push_back(fault("package-corrupt", {},
                                        {"The package is not a sound .tgz (gzip over tar); fetch it again.",
                                         "Pakken er ikke en gyldig .tgz (gzip over tar); hent den igen."}));
        return false;
    }
    bool too_large() {
        outcome_.issues.push_back(fault("package-too-large", {},
                                        {"Unpacked, the package is larger than the limit; no FHIR package is that large.",
                                         "Udpakket er pakken større end grænsen; ingen FHIR-pakke er så stor."}));
        return false;
    }

    Gunzip gzip_;
    const std::function<bool(std::string_view)>& wanted_;
    const ArchiveLimits& limits_;
    ArchiveOutcome outcome_;
    std::string long_name_;
    std::size_t bytes_ = 0;
    std::size_t files_ = 0;
};

}  // namespace

ArchiveOutcome read_tgz(std::string_view bytes, const std::function<bool(std::string_view)>& wanted, const ArchiveLimits& limits) {
    return Untar(bytes, wanted, limits).run();
}

}  // namespace stafet::fhir
