#include "fhir_models/questionnaires/held_resources.hpp"

#include "fhir_models/json/json_reader.hpp"

#include <mutex>
#include <optional>

namespace stafet::fhir {

struct HeldResources::Cache {
    struct Held {
        std::optional<Tree> tree;  ///< empty when it cannot be read
        std::optional<Questionnaire> questionnaire;
        PackageNumber package;
    };
    std::mutex mutex;
    std::unordered_map<const image::Resource*, std::unique_ptr<Held>> by_row;
    std::unordered_map<const Node*, const Held*> by_root;

    const Held* of(const Node& root) {
        const std::lock_guard lock(mutex);
        const auto at = by_root.find(&root);
        return at == by_root.end() ? nullptr : at->second;
    }
};

HeldResources::HeldResources(std::shared_ptr<const Library> library) : library_(std::move(library)), cache_(std::make_unique<Cache>()) {}
HeldResources::~HeldResources() = default;

const Node* HeldResources::find(std::string_view type, std::string_view canonical, PackageNumber from) const {
    const ResourceRef row = library_->resource(type, canonical, from);
    if (!row) return nullptr;
    const std::lock_guard lock(cache_->mutex);
    auto& held = cache_->by_row[row.row];
    if (!held) {
        held = std::make_unique<Cache::Held>();
        held->package = library_->package_of(row);
        held->tree = read_json(std::string(row.text(row->json))).tree;
        if (held->tree) {
            if (type == "Questionnaire") held->questionnaire.emplace(held->tree->root());
            cache_->by_root.emplace(&held->tree->root(), held.get());
        }
    }
    return held->tree ? &held->tree->root() : nullptr;
}

const Questionnaire* HeldResources::questionnaire(const Node& root) const {
    const Cache::Held* held = cache_->of(root);
    return held && held->questionnaire ? &*held->questionnaire : nullptr;
}

PackageNumber HeldResources::package_of(const Node& root) const {
    const Cache::Held* held = cache_->of(root);
    return held ? held->package : no_package;
}

}  // namespace stafet::fhir
