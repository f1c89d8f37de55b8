#include "gateway/app/validate_door.hpp"

#include "gateway/http/front_doors.hpp"
#include "gateway/http/query.hpp"
#include "gateway/runtime/log.hpp"

#include <exception>
#include <memory>

namespace stafet::app {

namespace {

struct ValidateDoor {
    explicit ValidateDoor(ValidateDoorParts given)
        : parts(std::move(given)), asked(parts.metrics.counter("validations_total", "Resources validated on request")) {}

    ValidateDoorParts parts;
    Counter& asked;

    http::HttpResponse refused(const Submission& submission, IssueType type, std::string code, std::string text,
                               std::string text_da) const {
        const Issue issue{Severity::error, type, std::move(code), {}, {}, std::move(text), std::move(text_da)};
        for (const auto* writer : parts.answers)
            if (writer->door() == Door::fhir) return http::response_of(writer->refused(submission, {}, {issue}, submission.received));
        return {500, "", {}, ""};
    }
    http::HttpResponse denied(const Submission& submission) const {
        return refused(submission, IssueType::forbidden, "certificate-unknown", "The client certificate belongs to no registered partner",
                       "Klientcertifikatet tilhører ingen registreret part");
    }
    http::HttpResponse failed(const Submission& submission) const {
        return refused(submission, IssueType::processing, "internal-error", "Stafet failed on this resource",
                       "Stafet fejlede på denne ressource");
    }
    http::HttpResponse busy(const Submission& submission) const {
        return refused(submission, IssueType::transient, "busy", "Too much is under way; ask again in a moment",
                       "Der er for travlt; prøv igen om lidt");
    }

    http::HttpResponse judged(const fhir_rest::ValidateRequest& asked_for, const Submission& submission) const {
        try {
            return http::response_of(parts.operation.answer(asked_for, submission));
        } catch (const std::exception& error) {
            log::error("validate-failed", error.what(), {{"request_id", submission.request_id}});
            return failed(submission);
        }
    }
};

fhir_rest::ValidateRequest request_of(const http::HttpRequest& request, const http::Query& query) {
    fhir_rest::ValidateRequest asked;
    if (!request.parameters.empty()) asked.type = request.parameters.front();
    asked.profiles = http::values_of(query, "profile");
    if (const auto mode = http::values_of(query, "mode"); !mode.empty()) asked.mode = mode.back();
    return asked;
}

http::Handler handler(const std::shared_ptr<ValidateDoor>& door) {
    return [door](http::HttpRequest request, const http::Respond& respond) {
        auto submission = std::make_shared<Submission>(http::submission_of(Door::fhir, request));
        const http::Query query = http::query_of(request.target);
        if (const auto format = http::values_of(query, "_format"); !format.empty()) submission->accept = format.back();
        if (!door->parts.partners().by_certificate(request.peer_certificate_sha256)) return respond(door->denied(*submission));
        const bool taken = door->parts.workers.submit([door, submission, respond, asked = request_of(request, query)] {
            door->asked.add();
            respond(door->judged(asked, *submission));
        });
        if (!taken) respond(door->busy(*submission));
    };
}

}  // namespace

void add_validate_door(http::Router& router, ValidateDoorParts parts) {
    const auto door = std::make_shared<ValidateDoor>(std::move(parts));
    const std::vector<std::string> types{"application/fhir+json", "application/fhir+xml", "application/json", "application/xml",
                                         "text/xml"};
    for (const char* path : {"/fhir/$validate", "/fhir/{type}/$validate"})
        router.add({"POST", path, handler(door), door->parts.max_body, types});
}

}  // namespace stafet::app
