#include "adapters/mapping/danish_rendering.hpp"

#include "adapters/mapping/danish_time.hpp"

#include <algorithm>

namespace stafet::mapping {

using fhir::Node;

namespace {

constexpr std::string_view level_system = "urn:stafet:fhir:differentiation-level";

/// Headings bold, items below them; an empty part is left out.
class PlanText {
   public:
    void heading(std::string_view text) {
        blank();
        line(text, {.bold = true});
    }
    void line(std::string_view text, Style style = {}) {
        std::size_t from = 0;
        while (from <= text.size()) {
            const auto end = std::min(text.find('\n', from), text.size());
            Line one;
            if (end > from) one.runs.push_back({std::string(text.substr(from, end - from)), style});
            out_.text.lines.push_back(std::move(one));
            from = end + 1;
        }
    }
    void field(std::string_view label, std::string_view value) {
        if (!value.empty()) line(std::string(label) + ": " + std::string(value));
    }
    void items(const std::vector<std::string>& lines) {
        for (std::size_t i = 0; i < lines.size(); ++i) line((i == 0 ? "- " : "") + lines[i]);
    }
    void resource(const Node& resource, const BundleIndex& bundle) {
        items(render_resource(resource, bundle));
        out_.resources.push_back(&resource);
    }
    void shown(const Node& resource) { out_.resources.push_back(&resource); }
    RenderedPlan take() { return std::move(out_); }

   private:
    void blank() {
        if (!out_.text.lines.empty()) out_.text.lines.emplace_back();
    }
    RenderedPlan out_;
};

std::string level_of(const Node& plan) {
    for (const Node* category = plan.child("category"); category; category = category->next_same())
        for (const Node* coding = category->child("coding"); coding; coding = coding->next_same())
            if (coding->text("system") == level_system) return std::string(coding->text("code"));
    return {};
}

void each_referenced(const Node& plan, std::string_view element, const BundleIndex& bundle, PlanText& text, std::string_view heading) {
    if (!plan.child(element)) return;
    text.heading(heading);
    for (const Node* reference = plan.child(element); reference; reference = reference->next_same()) {
        const Node* resource = bundle.resolve(*reference);
        if (resource)
            text.resource(*resource, bundle);
        else if (!reference->text("display").empty())
            text.items({std::string(reference->text("display"))});
    }
}

/// The earliest start of an activity that has not begun: the next time that somebody follows up.
std::string next_activity(const Node& plan, const BundleIndex& bundle) {
    std::string_view next;
    std::string name;
    for (const Node* activity = plan.child("activity"); activity; activity = activity->next_same()) {
        const Node* detail = activity->child("detail");
        if (!detail || (detail->text("status") != "scheduled" && detail->text("status") != "not-started")) continue;
        const std::string_view start = detail->text_at("scheduledPeriod.start");
        if (start.empty() || (!next.empty() && start >= next)) continue;
        next = start;
        name = render_activity(*activity, bundle).front();
    }
    return next.empty() ? std::string{} : danish_date(next) + ", " + name;
}

void activities(const Node& plan, const BundleIndex& bundle, PlanText& text) {
    if (!plan.child("activity")) return;
    text.heading("Aktiviteter");
    for (const Node* activity = plan.child("activity"); activity; activity = activity->next_same()) {
        text.items(render_activity(*activity, bundle));
        const Node* reference = activity->child("reference");
        const Node* resource = reference && !activity->child("detail") ? bundle.resolve(*reference) : nullptr;
        if (resource) text.shown(*resource);
    }
}

void answers(const Node& plan, const BundleIndex& bundle, PlanText& text) {
    for (const Node* resource : bundle.resources()) {
        if (resource->resource_type != "QuestionnaireResponse") continue;
        const auto names = [&](const Node& from, std::string_view element, const Node& to) {
            for (const Node* reference = from.child(element); reference; reference = reference->next_same())
                if (bundle.resolve(*reference) == &to) return true;
            return false;
        };
        if (!names(*resource, "basedOn", plan) && !names(plan, "supportingInfo", *resource)) continue;
        text.heading("Patientens egne svar (PRO)");
        for (const std::string& line : render_resource(*resource, bundle)) text.line(line);
        text.shown(*resource);
    }
}

}  // namespace

RenderedPlan render_plan(const Node& plan, const BundleIndex& bundle) {
    PlanText text;
    text.line(plan.text("title").empty() ? std::string_view("Behandlingsplan") : plan.text("title"), {.bold = true});
    if (const std::string level = level_of(plan); !level.empty()) text.field("Differentieringsniveau", level);
    if (const Node* period = plan.child("period")) {
        text.field("Gælder fra", danish_date(period->text("start")));
        text.field("Gælder til", danish_date(period->text("end")));
    }
    text.field("Næste planlagte opfølgning", next_activity(plan, bundle));
    if (!plan.text("description").empty()) text.line(plan.text("description"));
    each_referenced(plan, "addresses", bundle, text, "Tilstande");
    each_referenced(plan, "goal", bundle, text, "Mål");
    activities(plan, bundle, text);
    answers(plan, bundle, text);
    if (plan.child("note")) {
        text.heading("Bemærkninger");
        for (const Node* note = plan.child("note"); note; note = note->next_same()) text.line(note->text("text"));
    }
    return text.take();
}

}  // namespace stafet::mapping
