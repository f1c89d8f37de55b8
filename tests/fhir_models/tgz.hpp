// Small FHIR packages for tests: files -> tar -> gzip.
#pragma once

#include <zlib.h>

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace stafet::testing {

inline std::string tar_header(const std::string& name, std::size_t size) {
    std::string block(512, '\0');
    block.replace(0, name.size(), name);
    char octal[16];
    std::snprintf(octal, sizeof octal, "%011zo", size);
    block.replace(124, 11, octal);
    block[156] = '0';
    block.replace(257, 5, "ustar");
    block.replace(148, 8, 8, ' ');
    unsigned sum = 0;
    for (const char c : block) sum += static_cast<unsigned char>(c);
    std::snprintf(octal, sizeof octal, "%06o", sum);
    block.replace(148, 7, std::string(octal) + '\0');
    return block;
}

inline std::string gzip(const std::string& bytes) {
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, bytes.size()) + 64, '\0');
    std::string in = bytes;
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

inline std::string tgz(const std::vector<std::pair<std::string, std::string>>& files) {
    std::string tar;
    for (const auto& [name, content] : files) {
        tar += tar_header(name, content.size()) + content;
        tar.resize((tar.size() + 511) / 512 * 512, '\0');
    }
    return gzip(tar + std::string(1024, '\0'));
}

inline std::string manifest(const std::string& name, const std::string& version, const std::string& fhir,
                            const std::string& dependencies = "") {
    return R"({"name":")" + name + R"(","version":")" + version + R"(","fhirVersions":[")" + fhir + R"("],"dependencies":{)" +
           dependencies + "}}";
}

}  // namespace stafet::testing
