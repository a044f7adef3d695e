#pragma once

#include "node/web/site.hpp"

#include <functional>

namespace praxis::web {

/// Inputs of forms, made from the kind file alone. What comes back is named by what it does:
/// `set:NAME` is the value of a field, `was:NAME` what stood there when the form was made (the same
/// again is no change), `add:NAME` an element of a set that is to be in it, `had:NAME` one that
/// was, `more:NAME` one that was typed. In a list `place:NAME`, one for each `had:NAME`, is the
/// number it is to have.

/// How an element of a set or list is called; only what people see.
using WordsOf = std::function<std::string(const community::Field&, const std::string&)>;

/// One field as the piece FIELD of a form. `now` is what it holds, null for nothing; `typed` is the
/// form that came back, null at first.
void add_input(View& form,
               const community::FieldPlace& place,
               const community::ReadField* now,
               const http::Form* typed,
               const WordsOf& words);

/// What a form asks for; what was not touched is in it `as_it_was`. Fails as Kind::place.
[[nodiscard]] Result<std::vector<community::Setting>> settings_in(const community::Kind& kind,
                                                                  const http::Form& form);

/// The piece PROBLEM: why a form is shown again.
void add_problem(View& view, const std::string& words);
/// Whether an Error is about what was typed, so that the form is shown again with it.
[[nodiscard]] bool is_about_form(const Error& error);

}  // namespace praxis::web
