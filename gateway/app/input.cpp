#include "gateway/app/input.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

namespace stafet::app {

std::optional<std::string> read_input(const std::string& file) {
    if (file == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
    std::ifstream in(file, std::ios::binary);
    if (!in || std::filesystem::is_directory(file)) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace stafet::app
