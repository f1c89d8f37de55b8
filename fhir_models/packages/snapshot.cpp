#include "fhir_models/packages/snapshot.hpp"

#include <algorithm>
#include <cctype>
#include <set>

namespace stafet::fhir {

namespace {

constexpr std::size_t max_elements = 10'000;
constexpr std::string_view core = "http://hl7.org/fhir/StructureDefinition/";

bool lies_below(std::string_view id, std::string_view ancestor) {
    return id.size() > ancestor.size() && id.starts_with(ancestor) && id[ancestor.size()] == '.';
}

/// `id` itself, what lies below it, its slices and what lies below them.
bool belongs_to(std::string_view id, std::string_view owner) {
    return id == owner || lies_below(id, owner) || (id.size() > owner.size() && id.starts_with(owner) && id[owner.size()] == ':');
}

std::string parent_id(std::string_view id) {
    const auto dot = id.rfind('.');
    return dot == std::string_view::npos ? std::string{} : std::string(id.substr(0, dot));
}

/// "a.b:c" -> "a.b"; "" when the last part is no slice. Of a slice of a slice ("c/d"), the slice.
std::string sliced_id(std::string_view id) {
    const auto dot = id.rfind('.');
    const auto colon = id.find(':', dot == std::string_view::npos ? 0 : dot);
    if (colon == std::string_view::npos) return {};
    const auto slash = id.rfind('/');
    return std::string(id.substr(0, slash != std::string_view::npos && slash > colon ? slash : colon));
}

void lay_over(ElementDraft& under, const ElementDraft& over) {
    const auto replace = [](auto& old, const auto& fresh) {
        if (!fresh.empty()) old = fresh;
    };
    replace(under.value, over.value);
    replace(under.min_value, over.min_value);
    replace(under.max_value, over.max_value);
    replace(under.types, over.types);
    replace(under.discriminators, over.discriminators);
    if (over.strength != image::Strength::none) {
        under.strength = over.strength;
        under.value_set = over.value_set;
        under.max_value_set = over.max_value_set;
    }
    for (const auto& c : over.constraints) {
        const auto same = [&](const ConstraintDraft& other) { return other.key == c.key; };
        if (std::none_of(under.constraints.begin(), under.constraints.end(), same)) under.constraints.push_back(c);
    }
    if (over.min) under.min = over.min;
    if (over.max) under.max = over.max;
    if (over.ordered) under.ordered = over.ordered;
    if (over.modifier) under.modifier = over.modifier;
    if (over.needs_value) under.needs_value = over.needs_value;
    if (over.max_length != 0) under.max_length = over.max_length;
    if (over.min_length != 0) under.min_length = over.min_length;
    if (over.value_rule != image::ValueRule::none) under.value_rule = over.value_rule;
    if (over.slicing != image::Slicing::none) under.slicing = over.slicing;
}

class Snapshot {
   public:
    Snapshot(std::vector<ElementDraft> base, const SnapshotSource& source) : elements_(std::move(base)), source_(source) {}

    SnapshotOutcome run(std::span<const ElementDraft> differential) {
        for (const ElementDraft& element : differential)
            if (!element.types.empty() || element.slicing != image::Slicing::none) said_.insert(element.id);
        for (const ElementDraft& element : differential) {
            const std::string id = place(element.id, 0);
            if (elements_.size() > max_elements) return {std::move(elements_), {}, true};
            if (id.empty()) {
                lost_.push_back(element.id);
                continue;
            }
            ElementDraft& under = *find(id);
            lay_over(under, element);
            if (!element.types.empty()) lay_type_profile_over_children(id);
            narrow_to_required_type(id);
        }
        return {std::move(elements_), std::move(lost_), false};
    }

   private:
    using At = std::vector<ElementDraft>::iterator;

    At find(std::string_view id) {
        return std::find_if(elements_.begin(), elements_.end(), [&](const ElementDraft& e) { return e.id == id; });
    }

    /// Makes sure that an element with this id is there and answers the id it has here; "" when it cannot be.
    std::string place(const std::string& wanted, int depth) {
        if (depth > 32) return {};
        if (find(wanted) != elements_.end()) return wanted;
        const std::string parent = parent_id(wanted);
        if (parent.empty()) return {};
        const std::string here = place(parent, depth + 1);
        if (here.empty()) return {};
        const std::string id = here + wanted.substr(parent.size());
        if (find(id) != elements_.end()) return id;
        if (const std::string owner = sliced_id(id); !owner.empty()) {
            const std::string placed = place(owner, depth + 1);
            return placed.empty() ? std::string{} : add_slice(placed, id);
        }
        unfold(here);
        if (find(id) != elements_.end()) return id;
        return choice(here, id.substr(here.size() + 1));
    }

    /// A copy of the sliced element and of what lies below it, behind everything that belongs to it.
    std::string add_slice(const std::string& owner, const std::string& wanted) {
        if (elements_.size() > max_elements) return {};
        // The owner may be named otherwise here (a choice by one of its types); the slice keeps its own name.
        const std::string slice = wanted.substr(wanted.find_last_of(":/") + 1);
        const bool again = sliced_id(owner).size() > 0;
        const std::string id = owner + (again ? "/" : ":") + slice;
        std::vector<ElementDraft> copies;
        for (const ElementDraft& e : elements_) {
            if (e.id != owner && !lies_below(e.id, owner)) continue;
            copies.push_back(e);
            copies.back().id = id + e.id.substr(owner.size());
        }
        ElementDraft& first = copies.front();
        first.slice = again ? find(owner)->slice + "/" + slice : slice;
        first.slicing = image::Slicing::none;
        first.discriminators.clear();
        first.min = 0;
        add_implied_slicing(*find(owner));
        insert_behind(owner, std::move(copies));
        return id;
    }

    static void add_implied_slicing(ElementDraft& owner) {
        if (owner.slicing != image::Slicing::none) return;
        owner.slicing = image::Slicing::open;
        if (owner.name().ends_with("xtension"))
            owner.discriminators = {{image::DiscriminatorKind::value, "url"}};
        else if (owner.name().ends_with("[x]"))
            owner.discriminators = {{image::DiscriminatorKind::type, "$this"}};
    }

    void insert_behind(const std::string& owner, std::vector<ElementDraft> added) {
        auto at = find(owner);
        while (at != elements_.end() && belongs_to(at->id, owner)) ++at;
        elements_.insert(at, std::make_move_iterator(added.begin()), std::make_move_iterator(added.end()));
    }

    /// Gives an element without children here those of its type.
    void unfold(const std::string& id) {
        const auto at = find(id);
        if (elements_.size() > max_elements) return;
        if (std::next(at) != elements_.end() && lies_below(std::next(at)->id, id)) return;
        std::vector<ElementDraft> children;
        if (!at->content.empty()) {
            for (const ElementDraft& e : elements_)
                if (lies_below(e.id, at->content)) children.push_back(renamed(e, at->content, id));
            if (const auto target = find(at->content); target != elements_.end()) at->types = target->types;
            if (!children.empty()) at->content.clear();
        } else if (!at->types.empty()) {
            const TypeDraft& type = at->types.front();
            auto snapshot = source_(type.profiles.empty() ? std::string(core) + type.code : type.profiles.front());
            if (!snapshot) snapshot = source_(std::string(core) + type.code);
            if (!snapshot) return;
            const std::string root = snapshot->front().id;
            for (const ElementDraft& e : *snapshot)
                if (lies_below(e.id, root)) children.push_back(renamed(e, root, id));
        }
        elements_.insert(std::next(find(id)), std::make_move_iterator(children.begin()), std::make_move_iterator(children.end()));
    }

    /// A type that is narrowed to a profile brings that profile's rules to the children that are already here.
    void lay_type_profile_over_children(const std::string& id) {
        const auto at = find(id);
        const bool unfolded = std::next(at) != elements_.end() && lies_below(std::next(at)->id, id);
        if (!unfolded || at->types.size() != 1 || at->types.front().profiles.size() != 1) return;
        const auto profile = source_(at->types.front().profiles.front());
        if (!profile) return;
        const std::string& root = profile->front().id;
        for (const ElementDraft& theirs : *profile) {
            if (!lies_below(theirs.id, root)) continue;
            const auto child = find(id + theirs.id.substr(root.size()));
            if (child == elements_.end()) continue;
            ElementDraft over = theirs;
            over.min = std::max(child->min.value_or(0), theirs.min.value_or(0));
            over.max = std::min(child->max.value_or(image::many), theirs.max.value_or(image::many));
            lay_over(*child, over);
        }
    }

    static ElementDraft renamed(ElementDraft element, const std::string& from, const std::string& to) {
        element.id = to + element.id.substr(from.size());
        return element;
    }

    /// "valueQuantity" below `parent` means the slice of value[x] of that type, and, where the differential does not slice value[x]
    /// itself or list its types, that no other type is allowed.
    std::string choice(const std::string& parent, const std::string& name) {
        for (const ElementDraft& e : elements_) {
            if (parent_id(e.id) != parent || !e.name().ends_with("[x]") || !sliced_id(e.id).empty()) continue;
            const auto stem = e.name().substr(0, e.name().size() - 3);
            if (!name.starts_with(stem)) continue;
            const std::string type = name.substr(stem.size(), name.find(':') - stem.size());
            for (const TypeDraft& t : e.types) {
                std::string capital = t.code;
                capital[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(capital[0])));
                if (capital != type) continue;
                const TypeDraft chosen = t;
                const std::string owner = e.id;
                const std::string id = owner + ":" + name;
                if (find(id) != elements_.end()) return id;
                const bool first = e.slicing == image::Slicing::none && !said_.contains(owner);
                if (add_slice(owner, id).empty()) return {};
                find(id)->types = {chosen};
                if (first || narrowed_.contains(owner)) narrow(*find(owner), chosen);
                return id;
            }
        }
        return {};
    }

    /// A choice of which one type must be there can be of no other.
    void narrow_to_required_type(const std::string& id) {
        const auto slice = find(id);
        const std::string owner = sliced_id(id);
        if (owner.empty() || slice->min.value_or(0) == 0 || slice->types.size() != 1 || !slice->name().ends_with("[x]")) return;
        const auto choice = find(owner);
        const bool by_type = choice != elements_.end() && choice->discriminators.size() == 1 &&
                             choice->discriminators.front().kind == image::DiscriminatorKind::type;
        if (by_type && choice->max == 1 && narrowed_.insert(owner).second) {
            const std::string& code = slice->types.front().code;
            std::erase_if(choice->types, [&](const TypeDraft& t) { return t.code != code; });
            choice->slicing = image::Slicing::closed;
        }
    }

    /// To the types that are named one by one.
    void narrow(ElementDraft& choice, const TypeDraft& type) {
        if (narrowed_.insert(choice.id).second) choice.types.clear();
        choice.types.push_back(type);
        choice.slicing = image::Slicing::closed;
    }

    std::vector<ElementDraft> elements_;
    const SnapshotSource& source_;
    std::vector<std::string> lost_;
    std::set<std::string> said_;      ///< ids that the differential has names for itself
    std::set<std::string> narrowed_;  ///< choices whose types are those named by shortcuts
};

}  // namespace

SnapshotOutcome make_snapshot(std::vector<ElementDraft> base, std::span<const ElementDraft> differential, const SnapshotSource& source) {
    return Snapshot(std::move(base), source).run(differential);
}

}  // namespace stafet::fhir
