#include "fhir_models/profiles/profiles.hpp"

#include "fhir_models/fhirpath/errata.hpp"
#include "fhir_models/profiles/profile_compiler.hpp"
#include "fhir_models/questionnaires/held_resources.hpp"

#include <mutex>
#include <optional>
#include <unordered_map>

namespace stafet::fhir {

struct Profiles::Cache {
    std::recursive_mutex mutex;
    std::unordered_map<const image::Structure*, std::unique_ptr<ProfileSlot>> slots;
    std::deque<Profile> profiles;
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    std::unordered_map<std::string, const ProfileSlot*, Hash, std::equal_to<>> base_types;
    std::unordered_map<std::string_view, std::vector<const Profile*>> by_type;
    std::unordered_map<std::string_view, std::optional<fhirpath::Expression>> expressions;
    std::unordered_multimap<std::string_view, StructureRef> globals;  ///< by type; filled once
};

Profiles::Profiles(std::shared_ptr<const Library> library)
    : library_(std::move(library)),
      code_sets_(library_),
      code_systems_(library_),
      held_(std::make_unique<HeldResources>(library_)),
      cache_(std::make_unique<Cache>()) {
    for (const StructureRef& structure : library_->structures())
        if (structure->global) cache_->globals.emplace(structure.text(structure->type), structure);
}
Profiles::~Profiles() = default;

const ProfileSlot* Profiles::slot(std::string_view canonical, PackageNumber from) const {
    const auto found = library_->structure(canonical, from);
    if (!found) return nullptr;
    const std::lock_guard lock(cache_->mutex);
    auto& slot = cache_->slots[found.row];
    if (!slot) {
        slot = std::make_unique<ProfileSlot>();
        slot->source = found;
    }
    return slot.get();
}

const Profile& Profiles::get(const ProfileSlot& slot) const {
    if (const Profile* ready = slot.profile.load(std::memory_order_acquire)) return *ready;
    const std::lock_guard lock(cache_->mutex);
    if (const Profile* ready = slot.profile.load(std::memory_order_acquire)) return *ready;
    Profile& made = cache_->profiles.emplace_back();
    compile_profile(slot.source, *this, made);
    slot.profile.store(&made, std::memory_order_release);
    return made;
}

const Profile* Profiles::find(std::string_view canonical, PackageNumber from) const {
    const ProfileSlot* found = slot(canonical, from);
    return found ? &get(*found) : nullptr;
}

const fhirpath::Expression* Profiles::expression(std::string_view text) const {
    const std::lock_guard lock(cache_->mutex);
    const auto [entry, fresh] = cache_->expressions.try_emplace(text);
    if (fresh) entry->second = fhirpath::Expression::compile(fhirpath::corrected_invariant(text)).expression;
    return entry->second ? &*entry->second : nullptr;
}

std::vector<const Profile*> Profiles::globals(std::string_view type) const {
    std::vector<const Profile*> profiles;
    const auto [from, to] = cache_->globals.equal_range(type);
    for (auto at = from; at != to; ++at)
        if (const ProfileSlot* found = slot(at->second.text(at->second->url), library_->package_of(at->second)))
            profiles.push_back(&get(*found));
    return profiles;
}

const std::vector<const Profile*>& Profiles::of_type(std::string_view type) const {
    const std::lock_guard lock(cache_->mutex);
    const auto [entry, fresh] = cache_->by_type.try_emplace(type);
    for (const StructureRef& s : fresh ? library_->structures() : std::vector<StructureRef>{})
        if (s->constrains && s.text(s->type) == type)
            if (const Profile* profile = find(s.text(s->url), library_->package_of(s))) entry->second.push_back(profile);
    return entry->second;
}

const Profile* Profiles::base(std::string_view type) const {
    const std::lock_guard lock(cache_->mutex);
    const auto known = cache_->base_types.find(type);
    if (known != cache_->base_types.end()) return &get(*known->second);
    const std::string name(type);
    const ProfileSlot* found = slot("http://hl7.org/fhir/StructureDefinition/" + name, no_package);
    return found ? &get(*cache_->base_types.emplace(name, found).first->second) : nullptr;
}

}  // namespace stafet::fhir
