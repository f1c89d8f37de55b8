#include "adapters/mapping/map_checks.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace stafet::mapping {

namespace {

/// Letter leaves that a row writes, as paths from its base.
std::vector<std::vector<std::string>> leaves_of(const CheckedRow& row) {
    if (!row.converter || row.converter->letter_leaves.empty()) return {row.letter.steps};
    std::vector<std::vector<std::string>> leaves;
    for (std::string_view leaf : row.converter->letter_leaves) {
        leaves.push_back(row.letter.steps);
        leaves.back().emplace_back(leaf);
    }
    return leaves;
}

std::string joined(const std::vector<std::string>& steps) {
    std::string text;
    for (const std::string& step : steps) text += (text.empty() ? "" : "/") + step;
    return text;
}

/// The rows of one base, in order: an element that was left for another may not be entered again.
class OrderCheck {
   public:
    void row(const CheckedRow& row, const std::vector<std::string>& leaf, Issues& issues) {
        std::size_t same = 0;
        while (same < open_.size() && same < leaf.size() && open_[same] == leaf[same]) ++same;
        for (std::size_t depth = same + 1; depth <= open_.size(); ++depth)
            closed_.insert({open_.begin(), open_.begin() + static_cast<long>(depth)});
        for (std::size_t depth = same + 1; depth < leaf.size(); ++depth)
            if (closed_.contains({leaf.begin(), leaf.begin() + static_cast<long>(depth)})) {
                const std::vector<std::string> parent(leaf.begin(), leaf.begin() + static_cast<long>(depth));
                issues.push_back(map_error(
                    row.word->place, "map-order",
                    "the element " + joined(parent) + " was left above and cannot be entered again: letters have a strict order"));
                break;
            }
        open_ = leaf;
    }

   private:
    std::vector<std::string> open_;
    std::set<std::vector<std::string>> closed_;
};

using BaseKey = std::pair<std::size_t, LetterPath::Base>;

void check_letter(const std::vector<CheckedRow>& rows, Issues& issues) {
    std::map<BaseKey, OrderCheck> order;
    std::map<std::pair<BaseKey, std::vector<std::string>>, const CheckedRow*> written;
    for (const CheckedRow& row : rows) {
        if (!row.writes_letter) continue;
        const BaseKey base{row.each, row.letter.base};
        for (const auto& leaf : leaves_of(row)) {
            if (!row.may_repeat) order[base].row(row, leaf, issues);
            const auto [at, fresh] = written.try_emplace({base, leaf}, &row);
            if (!fresh && !row.may_repeat)
                issues.push_back(map_error(row.word->place, "map-written-twice",
                                           joined(leaf) + " is already written by the row in line " +
                                               std::to_string(at->second->word->place.at.line) +
                                               "; mark one with `else` or `when`, or remove it"));
        }
    }
}

/// Only rows whose converter writes the element's own value: two of them on one FHIR leaf contradict each other.
void check_fhir(const std::vector<CheckedRow>& rows, Issues& issues) {
    std::map<std::string, const CheckedRow*> written;
    for (const CheckedRow& row : rows) {
        if (!row.writes_fhir || row.may_repeat || (row.converter && !row.converter->letter_leaves.empty())) continue;
        std::string key = std::to_string(row.fhir.slot);
        for (const FhirStep& step : row.fhir.steps) {
            key += '.' + step.element.name;
            for (const Filter& filter : step.filters) {
                key += '[';
                for (const Element& element : filter.path) key += element.name + '.';
                key += filter.values.front() + ']';
            }
        }
        const auto [at, fresh] = written.try_emplace(key, &row);
        if (!fresh)
            issues.push_back(
                map_error(row.word->place, "map-written-twice",
                          "this FHIR element is already written by the row in line " + std::to_string(at->second->word->place.at.line)));
    }
}

}  // namespace

void check_order_and_overlap(const std::vector<CheckedRow>& rows, Issues& issues) {
    check_letter(rows, issues);
    check_fhir(rows, issues);
}

void check_letter_paths(const std::vector<CheckedRow>& rows, std::string_view version, const LetterHasElement& has_element,
                        Issues& issues) {
    for (const CheckedRow& row : rows) {
        std::vector<std::string> path = row.each_path;
        if (row.letter.base == LetterPath::Base::envelope) path.insert(path.begin(), "Envelope");
        path.insert(path.end(), row.letter.steps.begin(), row.letter.steps.end());
        if (!path.empty() && !has_element(version, joined(path)))
            issues.push_back(map_error(row.word->place, "map-unknown-path",
                                       "letters of version " + std::string(version) + " have no element " + joined(path)));
    }
}

}  // namespace stafet::mapping
