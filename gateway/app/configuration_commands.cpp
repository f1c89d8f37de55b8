#include "gateway/app/configuration_commands.hpp"

#include "adapters/adapter_list.hpp"
#include "base/time.hpp"
#include "gateway/app/check_command.hpp"
#include "gateway/app/commands.hpp"
#include "gateway/app/explain_command.hpp"
#include "gateway/app/faults.hpp"
#include "gateway/app/input.hpp"
#include "gateway/app/message_reader.hpp"

#include <fmt/format.h>

#include <iostream>

namespace stafet::app {

routes::CanTranslate translations_of(const Translator& translator) {
    return [&translator](const Format& source, const Format& target, std::string_view kind) {
        return translator.can_translate(source, target, kind);
    };
}

int check(const CheckOptions& options) {
    const auto adapters = make_adapters({});
    if (!adapters) return report(adapters.error());
    return check_configuration(options.config, options.json, routes::real_surroundings(), translations_of(*adapters->translator),
                               system_clock().now(), std::cout);
}

int explain(const ExplainOptions& options) {
    const auto adapters = make_adapters({});
    if (!adapters) return report(adapters.error());
    auto message = read_input(options.message);
    if (!message) {
        fmt::print(stderr, "stafet: cannot read {}\n", options.message);
        return bad_data;
    }
    const auto reader_for = [](std::shared_ptr<const fhir::Profiles> profiles) -> routes::MessageReader {
        const auto checking = std::make_shared<const Result<AdapterList>>(make_adapters({}, {}, std::move(profiles)));
        return [checking](std::string bytes) {
            const AdapterList& list = **checking;
            return read_message(std::move(bytes), list.standard_list(), list.envelope.get()).reading;
        };
    };
    return explain_message(options.config, std::move(*message), options.json, routes::real_surroundings(),
                           translations_of(*adapters->translator), reader_for, adapters->fhir_form, system_clock().now(), std::cout);
}

}  // namespace stafet::app
