// R4 with a site's own profiles, made from small differentials on the fly; and short ways to write them.
#pragma once

#include "fhir_models/packages/built_in.hpp"
#include "fhir_models/packages/compiler.hpp"
#include "fhir_models/packages/element_draft.hpp"
#include "fhir_models/profiles/profile_validation.hpp"
#include "fhir_models/xml/fhir_xml.hpp"
#include "tests/fhir_models/tgz.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

namespace stafet::testing {

using namespace fhir;

inline std::shared_ptr<const DefinitionsImage> built_in() {
    static const auto image = built_in_definitions();
    REQUIRE(image.has_value());
    return *image;
}

inline const Profiles& r4() {
    static const Profiles profiles(std::make_shared<const Library>(std::vector{built_in()}));
    return profiles;
}

/// R4 and one profile http://x.example/p with this differential, and further resources.
struct Site {
    explicit Site(const std::string& type, const std::string& differential, const std::vector<std::string>& more = {}) {
        std::vector<std::pair<std::string, std::string>> files{{"package/package.json", manifest("site", "1.0.0", "4.0.1")},
                                                               {"package/p.json", structure("p", type, differential)}};
        for (const auto& resource : more) files.emplace_back("package/more" + std::to_string(files.size()) + ".json", resource);
        auto package = read_package(tgz(files), "site.tgz");
        REQUIRE(package.package.has_value());
        const Library known({built_in()});
        const auto compiled = compile_packages({&*package.package, 1}, &known);
        for (const auto& issue : compiled.issues) MESSAGE(issue.code << " " << issue.path);
        auto image = DefinitionsImage::from_bytes(compiled.bytes);
        REQUIRE(image.has_value());
        profiles = std::make_unique<Profiles>(std::make_shared<const Library>(std::vector{built_in(), *image}));
    }

    static std::string structure(const std::string& id, const std::string& type, const std::string& differential) {
        return R"({"resourceType":"StructureDefinition","url":"http://x.example/)" + id + R"(","name":"P","kind":"resource","type":")" +
               type + R"(","derivation":"constraint","baseDefinition":"http://hl7.org/fhir/StructureDefinition/)" + type +
               R"(","differential":{"element":[)" + differential + "]}}";
    }

    /// "code path" of each finding, one a line.
    std::string findings(const std::string& text) const {
        const auto outcome = read_any(text);
        REQUIRE_MESSAGE(outcome.tree.has_value(), text);
        std::string lines;
        last = validate_profiles(*outcome.tree, *profiles, asked);
        for (const auto& issue : last) {
            CHECK_FALSE(issue.text.empty());
            CHECK_FALSE(issue.text_da.empty());
            lines += (lines.empty() ? "" : "\n") + issue.code + " " + issue.path;
        }
        return lines;
    }

    std::unique_ptr<Profiles> profiles;
    Asked asked{{"http://x.example/p"}};
    mutable Issues last;
};

/// With a narrative, which R4's dom-6 asks for.
inline std::string patient(const std::string& rest) {
    return R"({"resourceType":"Patient",)" + rest +
           R"(,"text":{"status":"empty","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">x</div>"}})";
}
inline std::string element(const std::string& id, const std::string& rest) {
    return R"({"id":")" + id + R"(","path":")" + path_of_id(id) + "\"," + rest + "}";
}
inline std::string slice(const std::string& id, const std::string& name, const std::string& rest) {
    return element(id, R"("sliceName":")" + name + "\"," + rest);
}
inline std::string slicing(const std::string& kind, const std::string& path, const std::string& rest = R"("rules":"closed")") {
    return R"("slicing":{"discriminator":[{"type":")" + kind + R"(","path":")" + path + "\"}]," + rest + "}";
}

}  // namespace stafet::testing
