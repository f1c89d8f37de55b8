// Which handler answers which method and path. Filled before the server starts, then immutable.
#pragma once

#include "gateway/http/message.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace stafet::http {

struct Route {
    std::string method;  ///< "POST"; a GET route answers HEAD as well
    std::string path;    ///< "/mailbox/{id}/confirm": {} matches one segment that is not empty
    Handler handler;
    std::size_t max_body = 64 * 1024;        ///< bytes; 413 above
    std::vector<std::string> media_types{};  ///< that it reads; 415 for any other, before the body is read; empty: all

    /// "application/fhir+json; charset=utf-8" is "application/fhir+json".
    bool reads(std::string_view content_type) const;
};

class Router {
   public:
    void add(Route route) { routes_.push_back(std::move(route)); }

    struct Match {
        const Route* route = nullptr;         ///< null: nothing here, or not this method
        std::vector<std::string> parameters;  ///< what the {} matched
        std::string allowed;                  ///< methods of the path when only the method was wrong: "GET, POST"
    };
    Match match(std::string_view method, std::string_view path) const;

   private:
    std::vector<Route> routes_;
};

/// The path of a request target in origin form, percent-decoded. False when an escape is broken or decodes to a control character.
bool decode_path(std::string_view target, std::string& path);

}  // namespace stafet::http
