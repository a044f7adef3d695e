#pragma once

#include "tests/fuzz/choices.hpp"

#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace praxis::fuzz {

/// What a target does with one input; each target defines it once. It returns when every promise
/// held for this input, and ends the process through `expect` when one did not. Equal inputs give
/// equal runs: no clock, no entropy but what the input seeds, nothing kept between two inputs that
/// could change an answer.
void one_input(ByteView input);

/// Prints the promise that does not hold and aborts, which libFuzzer and the replay both count as
/// a crash.
void expect(bool holds, std::string_view promise);

}  // namespace praxis::fuzz
