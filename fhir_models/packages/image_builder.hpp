// Rows, collected one by one, -> the bytes of image.hpp. Equal strings and equal constraints are stored once.
#pragma once

#include "fhir_models/packages/element_draft.hpp"
#include "fhir_models/packages/extension_context.hpp"
#include "fhir_models/packages/package.hpp"

#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace stafet::fhir {

/// A StructureDefinition with its snapshot.
struct StructureDraft {
    std::string url, version, name, type, base;
    std::vector<ContextDraft> contexts;
    std::vector<ElementDraft> elements;
    image::Kind kind = image::Kind::resource;
    bool constrains = false;
    bool abstract = false;
    bool global = false;
};

class ImageBuilder {
   public:
    /// What is added from now on belongs to this package.
    void add_package(const PackageName& id, const std::vector<PackageName>& dependencies);
    void add(const StructureDraft& structure);
    void add_value_set(const Node& value_set);
    void add_code_system(const Node& code_system);
    /// Kept as it is written, but for its narrative.
    void add_whole(const Node& resource);
    std::string finish();

   private:
    template <class Row>
    std::vector<Row>& table() {
        return std::get<std::vector<Row>>(tables_);
    }
    template <class Row>
    image::Rows<Row> append(const std::vector<Row>& rows) {
        auto& all = table<Row>();
        const auto first = static_cast<std::uint32_t>(all.size());
        all.insert(all.end(), rows.begin(), rows.end());
        return {first, static_cast<std::uint32_t>(rows.size())};
    }
    image::Text text(std::string_view value);
    image::Rows<image::Text> texts(const std::vector<std::string>& values);
    image::Element element(const ElementDraft& draft, const std::vector<ElementDraft>& all);
    std::uint32_t constraint(const ConstraintDraft& draft);
    image::Include include(const Node& node);
    image::Rows<image::Include> includes(const Node& owner, std::string_view name);
    std::vector<image::Include> expansion(const Node& expansion);
    void concepts(const Node& owner, std::uint32_t parent, std::vector<image::Concept>& rows, std::vector<image::Designation>& more);
    std::uint16_t current_package() { return static_cast<std::uint16_t>(table<image::Package>().size() - 1); }

    std::tuple<std::vector<image::Package>, std::vector<image::Dependency>, std::vector<image::Structure>, std::vector<image::Element>,
               std::vector<image::Type>, std::vector<image::Constraint>, std::vector<std::uint32_t>, std::vector<image::Discriminator>,
               std::vector<image::Context>, std::vector<image::Text>, std::vector<image::ValueSet>, std::vector<image::Include>,
               std::vector<image::Filter>, std::vector<image::CodeSystem>, std::vector<image::Concept>, std::vector<image::Designation>,
               std::vector<image::Resource>>
        tables_;
    std::string strings_;
    std::unordered_map<std::string, std::uint32_t> string_at_;
    std::unordered_map<std::string, std::uint32_t> constraint_at_;
};

}  // namespace stafet::fhir
