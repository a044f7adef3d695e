#include "protocol/governance/words.hpp"

#include <algorithm>

namespace praxis::governance {
namespace {

/// Short, common, and unlike one another in sound and in their first letters.
constexpr std::array<std::string_view, 256> list{
    "acid",     "actor",   "adult",    "agent",    "album",   "alley",   "amber",    "anchor",
    "angle",    "ankle",   "apple",    "april",    "arch",    "arrow",   "atlas",    "attic",
    "autumn",   "badge",   "bamboo",   "banana",   "barley",  "basket",  "beach",    "bell",
    "bicycle",  "bishop",  "blanket",  "bottle",   "bridge",  "bronze",  "bucket",   "butter",
    "cabin",    "cactus",  "camel",    "candle",   "canoe",   "carpet",  "castle",   "cattle",
    "cello",    "chalk",   "cherry",   "chicken",  "cinema",  "circle",  "citizen",  "clover",
    "coffee",   "comet",   "copper",   "coral",    "cotton",  "cradle",  "crystal",  "curtain",
    "daisy",    "dance",   "desert",   "diamond",  "dinner",  "doctor",  "dolphin",  "donkey",
    "dragon",   "drum",    "eagle",    "earth",    "echo",    "editor",  "elbow",    "elephant",
    "ember",    "engine",  "envelope", "estate",   "evening", "fabric",  "falcon",   "family",
    "feather",  "fence",   "fiddle",   "finger",   "flame",   "flute",   "forest",   "fossil",
    "fountain", "fox",     "garden",   "garlic",   "ghost",   "giant",   "ginger",   "glacier",
    "glove",    "goat",    "gold",     "granite",  "grape",   "guitar",  "hammer",   "harbour",
    "harp",     "hawk",    "hazel",    "helmet",   "herb",    "hockey",  "honey",    "horizon",
    "hotel",    "hunter",  "iceberg",  "igloo",    "index",   "infant",  "insect",   "iron",
    "island",   "ivory",   "jacket",   "jaguar",   "jasmine", "jelly",   "jewel",    "jigsaw",
    "journey",  "judge",   "jungle",   "kettle",   "kidney",  "king",    "kitchen",  "kiwi",
    "knight",   "koala",   "ladder",   "lagoon",   "lantern", "laurel",  "lemon",    "leopard",
    "letter",   "lily",    "linen",    "lizard",   "lobster", "lotus",   "lumber",   "lunch",
    "magnet",   "mango",   "marble",   "meadow",   "melon",   "mercury", "midnight", "mirror",
    "monkey",   "mosaic",  "mountain", "museum",   "mustard", "napkin",  "nectar",   "needle",
    "nephew",   "nickel",  "noodle",   "north",    "novel",   "number",  "nutmeg",   "oasis",
    "ocean",    "octopus", "olive",    "onion",    "opera",   "orange",  "orchid",   "otter",
    "oxygen",   "oyster",  "paddle",   "palace",   "panda",   "parrot",  "pebble",   "pelican",
    "pepper",   "piano",   "pigeon",   "pilot",    "planet",  "pocket",  "pony",     "potato",
    "prairie",  "pumpkin", "pyramid",  "quarry",   "queen",   "quilt",   "rabbit",   "radish",
    "raven",    "ribbon",  "river",    "robin",    "rocket",  "rope",    "ruby",     "saddle",
    "salmon",   "satin",   "school",   "seven",    "shadow",  "silver",  "sister",   "sketch",
    "snow",     "soccer",  "spider",   "spoon",    "stable",  "sugar",   "summer",   "table",
    "teacher",  "temple",  "thunder",  "tiger",    "timber",  "tomato",  "torch",    "tractor",
    "trumpet",  "tulip",   "turtle",   "umbrella", "uncle",   "vanilla", "velvet",   "village",
    "violin",   "volcano", "wagon",    "walnut",   "water",   "whale",   "window",   "yellow",
};
static_assert(!list.back().empty() && std::ranges::is_sorted(list));

}  // namespace

bool is_state_word(std::string_view word) {
    return std::ranges::binary_search(list, word);
}

std::string_view word_of(std::byte byte) {
    return list[std::to_integer<std::size_t>(byte)];
}

std::optional<std::byte> byte_of(std::string_view word) {
    const auto* const at = std::ranges::lower_bound(list, word);
    if (at == list.end() || *at != word) return std::nullopt;
    return static_cast<std::byte>(at - list.begin());
}

std::string words_of(const Hash& hash) {
    std::string out;
    for (std::size_t i = 0; i < state_words; ++i) {
        if (i > 0) out += ' ';
        out += word_of(hash.bytes[i]);
    }
    return out;
}

}  // namespace praxis::governance
