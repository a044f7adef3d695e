#pragma once

#include "node/community/compose.hpp"
#include "node/community/errc.hpp"
#include "protocol/base/ids.hpp"

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <vector>

namespace praxis::community {

/// Reads the arguments of one request. Every failure is `Errc::bad_request` and names the
/// argument. A value; owns the request.
class Request {
public:
    explicit Request(boost::json::object object) : object_{std::move(object)} {}

    [[nodiscard]] Result<std::string> text(std::string_view name) const;
    [[nodiscard]] Result<std::optional<std::string>> optional_text(std::string_view name) const;
    [[nodiscard]] Result<boost::json::object> object(std::string_view name) const;
    /// A list of texts; empty when there is none.
    [[nodiscard]] Result<std::vector<std::string>> texts(std::string_view name) const;
    [[nodiscard]] Result<std::optional<std::uint64_t>> optional_number(std::string_view name) const;
    /// true or false; false when there is none.
    [[nodiscard]] Result<bool> flag(std::string_view name) const;
    /// A list of `[NAME, TEXT]` pairs; empty when there is none.
    [[nodiscard]] Result<std::vector<Setting>> settings(std::string_view name) const;

    template <class Id>
    [[nodiscard]] Result<Id> id(std::string_view name) const {
        TRY(const auto digits, text(name));
        return parse_id<Id>(name, digits);
    }
    template <class Id>
    [[nodiscard]] Result<std::optional<Id>> optional_id(std::string_view name) const {
        TRY(const auto digits, optional_text(name));
        if (!digits) return std::optional<Id>{};
        TRY(const auto id, parse_id<Id>(name, *digits));
        return std::optional<Id>{id};
    }
    template <class Id>
    [[nodiscard]] Result<std::vector<Id>> ids(std::string_view name) const {
        TRY(const auto all, texts(name));
        std::vector<Id> out;
        for (const auto& digits : all) {
            TRY(const auto id, parse_id<Id>(name, digits));
            out.push_back(id);
        }
        return out;
    }

private:
    template <class Id>
    static Result<Id> parse_id(std::string_view name, const std::string& digits) {
        const auto id = Id::from_hex(digits);
        if (!id) return not_an_id(name, 2 * Id::size);
        return id.value();
    }
    static boost::outcome_v2::failure_type<Error> not_an_id(std::string_view name,
                                                            std::size_t digits);

    boost::json::object object_;
};

}  // namespace praxis::community
