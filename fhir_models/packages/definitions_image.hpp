// Reads a block of compiled definitions (image.hpp): opens a file or takes bytes, checks them once, then answers without copying.
//
// Immutable and shared freely between threads. What it answers lives as long as the DefinitionsImage.
#pragma once

#include "base/fault.hpp"
#include "fhir_models/packages/image.hpp"

#include <memory>
#include <string>

namespace stafet::fhir {

class DefinitionsImage {
   public:
    /// Maps the file; nothing is read before it is used, except to check it.
    static Result<std::shared_ptr<const DefinitionsImage>> open(const std::string& file);
    /// Takes bytes that were just compiled.
    static Result<std::shared_ptr<const DefinitionsImage>> from_bytes(std::string bytes);
    /// Bytes that live for ever, aligned to 8.
    static Result<std::shared_ptr<const DefinitionsImage>> from_constant(std::string_view bytes);
    ~DefinitionsImage();
    DefinitionsImage(const DefinitionsImage&) = delete;
    DefinitionsImage& operator=(const DefinitionsImage&) = delete;

    template <class Row>
    std::span<const Row> all() const {
        const image::Extent& e = header().sections[image::section_of<Row>];
        return {reinterpret_cast<const Row*>(bytes_.data() + e.at), e.rows};
    }
    template <class Row>
    std::span<const Row> rows(image::Rows<Row> r) const {
        return all<Row>().subspan(r.first, r.count);
    }
    std::string_view text(image::Text t) const { return bytes_.substr(header().sections[image::strings].at + t.at, t.size); }
    const image::Constraint& constraint(std::uint32_t row) const { return all<image::Constraint>()[row]; }
    /// The whole block, as a file holds it.
    std::string_view bytes() const { return bytes_; }

   private:
    DefinitionsImage() = default;
    const image::Header& header() const { return *reinterpret_cast<const image::Header*>(bytes_.data()); }
    /// "" or why the bytes cannot be used.
    std::string check() const;
    static Result<std::shared_ptr<const DefinitionsImage>> checked(std::shared_ptr<DefinitionsImage> image, const std::string& file);

    std::string_view bytes_;
    std::string owned_;
    bool mapped_ = false;
};

}  // namespace stafet::fhir
