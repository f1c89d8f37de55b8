#include "adapters/mapping/danish_rendering.hpp"

#include "adapters/mapping/danish_time.hpp"

#include <algorithm>
#include <utility>

namespace stafet::mapping {

using fhir::Node;
using Lines = std::vector<std::string>;

std::string danish_date(std::string_view text) {
    if (text.find('T') != std::string_view::npos) {
        const auto instant = from_iso8601(text);
        if (!instant) return std::string(text);
        const danish::LocalTime local = danish::to_danish(*instant);
        return danish_date(local.date) + " kl. " + local.time;
    }
    if (text.size() == 10) return std::string(text.substr(8)) + '-' + std::string(text.substr(5, 2)) + '-' + std::string(text.substr(0, 4));
    if (text.size() == 7) return std::string(text.substr(5)) + '-' + std::string(text.substr(0, 4));
    return std::string(text);
}

std::string label_of(const Node* coded) {
    if (!coded) return {};
    if (const std::string_view text = coded->text("text"); !text.empty()) return std::string(text);
    for (const char* path : {"coding.display", "coding.code"})
        if (const std::string_view text = coded->text_at(path); !text.empty()) return std::string(text);
    return {};
}

namespace {

constexpr std::pair<std::string_view, std::string_view> status_words[] = {
    {"active", "aktiv"},
    {"on-hold", "i bero"},
    {"completed", "afsluttet"},
    {"stopped", "stoppet"},
    {"draft", "kladde"},
    {"revoked", "tilbagekaldt"},
    {"scheduled", "planlagt"},
    {"not-started", "ikke begyndt"},
    {"in-progress", "i gang"},
    {"cancelled", "aflyst"},
    {"booked", "aftalt"},
    {"requested", "anmodet"},
    {"noshow", "udeblevet"},
    {"proposed", "foreslået"},
    {"pending", "afventer"},
    {"achieved", "opnået"},
    {"not-achieved", "ikke opnået"},
    {"improving", "i bedring"},
    {"sustaining", "fastholdt"},
    {"intended", "planlagt"},
    {"unknown", "ukendt"},
    {"entered-in-error", "fejlregistreret"},
};

std::string status_word(std::string_view code) {
    for (const auto& [from, to] : status_words)
        if (from == code) return std::string(to);
    return std::string(code);
}

std::string with_status(std::string text, const Node& resource) {
    const std::string_view status = resource.text("status");
    return status.empty() ? text : text + " (" + status_word(status) + ')';
}

void add(Lines& lines, std::string_view label, std::string_view value) {
    if (!value.empty()) lines.push_back("  " + std::string(label) + ": " + std::string(value));
}

std::string period_text(const Node* period) {
    if (!period) return {};
    const std::string start = danish_date(period->text("start"));
    const std::string end = danish_date(period->text("end"));
    if (start == end || end.empty()) return start;
    if (start.empty()) return "til " + end;
    return start + " til " + end;
}

std::string quantity_text(const Node& quantity) {
    std::string text(quantity.text("comparator"));
    text += quantity.text("value");
    const std::string_view unit = quantity.text("unit").empty() ? quantity.text("code") : quantity.text("unit");
    if (!unit.empty()) text += ' ' + std::string(unit);
    return text;
}

std::string range_text(const Node& range) {
    const Node* low = range.child("low");
    const Node* high = range.child("high");
    return (low ? quantity_text(*low) : "") + " - " + (high ? quantity_text(*high) : "");
}

/// The first choice of value[x], detail[x] and the like, by the prefix of its name.
std::string choice_text(const Node& parent, std::string_view prefix) {
    for (const Node* child = parent.first; child; child = child->next) {
        if (!child->name.starts_with(prefix) || child->name.size() == prefix.size()) continue;
        const std::string_view type = child->name.substr(prefix.size());
        if (type == "Boolean") return child->value == "true" ? "ja" : "nej";
        if (type == "CodeableConcept") return label_of(child);
        if (type == "Coding") return std::string(child->text("display").empty() ? child->text("code") : child->text("display"));
        if (type == "Quantity") return quantity_text(*child);
        if (type == "Range") return range_text(*child);
        if (type == "Period") return period_text(child);
        if (type == "DateTime" || type == "Date") return danish_date(child->value);
        if (child->has_value()) return std::string(child->value);
    }
    return {};
}

std::string name_text(const Node& name) {
    std::string text;
    for (const Node* given = name.child("given"); given; given = given->next_same()) text += std::string(given->value) + ' ';
    return text + std::string(name.text("family"));
}

/// Who a reference names: an organisation's name, a person's name, else its own display.
std::string who(const Node* reference, const BundleIndex& bundle) {
    if (!reference) return {};
    const Node* resource = bundle.resolve(*reference);
    if (!resource) return std::string(reference->text("display"));
    if (resource->resource_type == "Patient") return "patienten";
    if (resource->resource_type == "PractitionerRole") {
        std::string name = who(resource->child("practitioner"), bundle);
        const std::string role = label_of(resource->child("code"));
        return name.empty() ? role : role.empty() ? name : name + ", " + role;
    }
    if (const Node* name = resource->child("name"); name && !name->has_value()) return name_text(*name);
    return std::string(resource->text("name"));
}

void add_notes(Lines& lines, const Node& resource) {
    for (const Node* note = resource.child("note"); note; note = note->next_same()) add(lines, "Bemærkning", note->text("text"));
}

Lines medication(const Node& r, const BundleIndex& bundle) {
    std::string name = label_of(r.child("medicationCodeableConcept"));
    if (const Node* reference = r.child("medicationReference"); reference && name.empty()) {
        const Node* resource = bundle.resolve(*reference);
        name = resource ? label_of(resource->child("code")) : std::string(reference->text("display"));
    }
    Lines lines{with_status(name, r)};
    for (const Node* dosage = r.child("dosage"); dosage; dosage = dosage->next_same()) add(lines, "Dosering", dosage->text("text"));
    for (const Node* extension = r.child("extension"); extension; extension = extension->next_same())
        if (extension->text("url") == "urn:stafet:fhir:dose-dispensing") add(lines, "Dosisdispensering", choice_text(*extension, "value"));
    add(lines, "Pr.", danish_date(r.text("dateAsserted")));
    add_notes(lines, r);
    return lines;
}

Lines service_request(const Node& r, const BundleIndex& bundle) {
    Lines lines{with_status(label_of(r.child("code")), r)};
    add(lines, "Tid", choice_text(r, "occurrence"));
    add(lines, "Udføres af", who(r.child("performer"), bundle));
    add(lines, "Bestilt", danish_date(r.text("authoredOn")));
    add_notes(lines, r);
    return lines;
}

Lines task(const Node& r, const BundleIndex& bundle) {
    std::string name = label_of(r.child("code"));
    if (name.empty()) name = r.text("description");
    Lines lines{with_status(name, r)};
    if (r.child("code")) add(lines, "Beskrivelse", r.text("description"));
    add(lines, "Ansvarlig", who(r.child("owner"), bundle));
    if (const Node* restriction = r.child("restriction"))
        if (const Node* period = restriction->child("period")) add(lines, "Frist", danish_date(period->text("end")));
    add_notes(lines, r);
    return lines;
}

Lines appointment(const Node& r, const BundleIndex& bundle) {
    std::string name(r.text("description"));
    if (name.empty()) name = label_of(r.child("serviceType"));
    Lines lines{with_status(name.empty() ? "Aftale" : name, r)};
    add(lines, "Tid", danish_date(r.text("start")));
    for (const Node* participant = r.child("participant"); participant; participant = participant->next_same())
        if (const std::string name_of = who(participant->child("actor"), bundle); !name_of.empty() && name_of != "patienten")
            add(lines, "Hos", name_of);
    return lines;
}

Lines goal(const Node& r, const BundleIndex&) {
    std::string name = label_of(r.child("description"));
    const std::string_view achieved =
        r.child("achievementStatus") ? r.child("achievementStatus")->text_at("coding.code") : std::string_view{};
    if (!achieved.empty()) name += " (" + status_word(achieved) + ')';
    Lines lines{std::move(name)};
    for (const Node* target = r.child("target"); target; target = target->next_same()) {
        add(lines, "Måltal", choice_text(*target, "detail"));
        add(lines, "Målt ved", label_of(target->child("measure")));
        add(lines, "Senest", choice_text(*target, "due"));
    }
    add_notes(lines, r);
    return lines;
}

}  // namespace

Lines render_activity(const Node& a, const BundleIndex& bundle) {
    const Node* detail = a.child("detail");
    if (!detail) {
        const Node* resource = a.child("reference") ? bundle.resolve(*a.child("reference")) : nullptr;
        return resource ? render_resource(*resource, bundle) : Lines{};
    }
    std::string name = label_of(detail->child("code"));
    if (name.empty()) name = detail->text("description");
    Lines lines{with_status(name, *detail)};
    if (detail->child("code")) add(lines, "Beskrivelse", detail->text("description"));
    add(lines, "Tid", choice_text(*detail, "scheduled"));
    for (const Node* performer = detail->child("performer"); performer; performer = performer->next_same())
        add(lines, "Ansvarlig", who(performer, bundle));
    add(lines, "Begrundelse", label_of(detail->child("statusReason")));
    return lines;
}

namespace {

Lines care_plan(const Node& r, const BundleIndex& bundle) {
    Lines lines{with_status(r.text("title").empty() ? "Plan" : std::string(r.text("title")), r)};
    add(lines, "Beskrivelse", r.text("description"));
    add(lines, "Periode", period_text(r.child("period")));
    for (const Node* a = r.child("activity"); a; a = a->next_same())
        for (const std::string& line : render_activity(*a, bundle)) lines.push_back("  " + line);
    return lines;
}

Lines observation(const Node& r, const BundleIndex&) {
    Lines lines{label_of(r.child("code"))};
    const std::string value = choice_text(r, "value");
    if (!value.empty()) lines.front() += ": " + value;
    if (const std::string when = choice_text(r, "effective"); !when.empty()) lines.front() += " (" + when + ')';
    add_notes(lines, r);
    return lines;
}

void add_answers(Lines& lines, const Node& item) {
    std::string answers;
    for (const Node* answer = item.child("answer"); answer; answer = answer->next_same()) {
        answers += (answers.empty() ? "" : ", ") + choice_text(*answer, "value");
        for (const Node* inner = answer->child("item"); inner; inner = inner->next_same()) add_answers(lines, *inner);
    }
    const std::string_view question = item.text("text").empty() ? item.text("linkId") : item.text("text");
    if (!answers.empty()) lines.push_back("  " + std::string(question) + ": " + answers);
    for (const Node* inner = item.child("item"); inner; inner = inner->next_same()) add_answers(lines, *inner);
}

Lines questionnaire_response(const Node& r, const BundleIndex& bundle) {
    Lines lines{"Besvaret " + danish_date(r.text("authored"))};
    if (const std::string name = who(r.child("source"), bundle); !name.empty()) lines.front() += " af " + name;
    for (const Node* item = r.child("item"); item; item = item->next_same()) add_answers(lines, *item);
    return lines;
}

Lines coded(const Node& r, const BundleIndex&) {
    std::string name = label_of(r.child("code"));
    if (name.empty()) name = r.text("description");
    if (name.empty()) name = r.text("title");
    if (name.empty()) name = r.resource_type;
    const Node* coding = r.child("code") ? r.child("code")->child("coding") : nullptr;
    if (coding && name != coding->text("code") && !coding->text("code").empty()) name += " [" + std::string(coding->text("code")) + ']';
    for (const char* date : {"performed", "onset", "effective", "occurrence"})
        if (const std::string when = choice_text(r, date); !when.empty()) return {name + " (" + when + ')'};
    return {name};
}

using Renderer = Lines (*)(const Node&, const BundleIndex&);
constexpr std::pair<std::string_view, Renderer> renderers[] = {
    {"MedicationStatement", medication},
    {"MedicationRequest", medication},
    {"ServiceRequest", service_request},
    {"Task", task},
    {"Appointment", appointment},
    {"Goal", goal},
    {"CarePlan", care_plan},
    {"Observation", observation},
    {"QuestionnaireResponse", questionnaire_response},
};

}  // namespace

std::string describe(const Node& element) {
    if (element.has_value())
        return element.name.ends_with("DateTime") || element.name.ends_with("Date") ? danish_date(element.value)
                                                                                    : std::string(element.value);
    if (element.child("family") || element.child("given")) return name_text(element);
    if (element.child("start") || element.child("end")) return period_text(&element);
    if (element.child("value")) return quantity_text(element);
    return label_of(&element);
}

Lines render_resource(const Node& resource, const BundleIndex& bundle) {
    for (const auto& [type, renderer] : renderers)
        if (type == resource.resource_type) return renderer(resource, bundle);
    return coded(resource, bundle);
}

}  // namespace stafet::mapping
