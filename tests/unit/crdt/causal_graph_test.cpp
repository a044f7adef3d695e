#include "protocol/base/causal_graph.hpp"

#include "protocol/base/entropy.hpp"
#include "tests/support/vectors.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include <set>

namespace praxis {
namespace {

namespace json = boost::json;

Version version_of(const json::value& value) {
    Version out;
    for (const auto& entry : value.as_array())
        out.push_back(entry.to_number<Lv>());
    return out;
}

LvRange range_of(const json::value& value) {
    if (const auto* object = value.if_object()) {
        return {object->at("start").to_number<Lv>(), object->at("end").to_number<Lv>()};
    }
    return {value.at(0).to_number<Lv>(), value.at(1).to_number<Lv>()};
}

std::vector<LvRange> ascending(const json::value& value) {
    std::vector<LvRange> out;
    for (const auto& entry : value.as_array())
        out.insert(out.begin(), range_of(entry));
    return out;
}

CausalGraph graph_of(const json::value& history) {
    CausalGraph graph;
    for (const auto& entry : history.as_array()) {
        const auto range = range_of(entry.at("span"));
        EXPECT_EQ(graph.next(), range.begin);
        graph.add(range.end - range.begin, version_of(entry.at("parents")));
    }
    return graph;
}

TEST(CausalGraph, ContainsWhatTheVectorsSay) {
    const auto cases = testing::json_lines_vector("causal_graph_version_contains.json");
    ASSERT_EQ(cases.size(), 61U);
    for (const auto& one : cases) {
        const auto graph = graph_of(one.at("hist"));
        const auto target = one.at("target").to_number<std::int64_t>();
        if (target < 0) {  // the vectors' name for "before everything": nothing to ask
            EXPECT_TRUE(one.at("expected").as_bool());
            continue;
        }
        EXPECT_EQ(graph.version_contains(version_of(one.at("frontier")), static_cast<Lv>(target)),
                  one.at("expected").as_bool())
            << json::serialize(one);
    }
}

TEST(CausalGraph, DiffersAsTheVectorsSay) {
    const auto cases = testing::json_lines_vector("causal_graph_diff.json");
    ASSERT_EQ(cases.size(), 14U);
    for (const auto& one : cases) {
        const auto graph = graph_of(one.at("hist"));
        const auto diff = graph.diff(version_of(one.at("a")), version_of(one.at("b")));
        EXPECT_EQ(diff.only_a, ascending(one.at("expect_a"))) << json::serialize(one);
        EXPECT_EQ(diff.only_b, ascending(one.at("expect_b"))) << json::serialize(one);
    }
}

TEST(CausalGraph, ConflictsAsTheVectorsSay) {
    const auto cases = testing::json_lines_vector("causal_graph_conflicting.json");
    ASSERT_EQ(cases.size(), 26U);
    for (const auto& one : cases) {
        const auto graph = graph_of(one.at("hist"));
        const auto conflict = graph.conflicting(version_of(one.at("a")), version_of(one.at("b")));
        EXPECT_EQ(conflict.common, version_of(one.at("expect_common"))) << json::serialize(one);
        std::vector<CausalGraph::Conflict::Span> expected;
        for (const auto& span : one.at("expect_spans").as_array()) {
            const auto& side = span.at(1).as_string();
            expected.push_back({range_of(span.at(0)),
                                side == "OnlyA"   ? CausalGraph::Side::a
                                : side == "OnlyB" ? CausalGraph::Side::b
                                                  : CausalGraph::Side::shared});
        }
        EXPECT_EQ(conflict.spans, expected) << json::serialize(one);
    }
}

// A random graph against sets of ancestors, kept one by one.
class SetGraph {
public:
    void add(std::size_t count, const Version& parents) {
        std::set<Lv> past;
        for (const auto parent : parents) {
            past.insert(pasts_[parent].begin(), pasts_[parent].end());
            past.insert(parent);
        }
        for (std::size_t i = 0; i < count; ++i) {
            pasts_.push_back(past);
            past.insert(pasts_.size() - 1);
        }
    }
    [[nodiscard]] std::set<Lv> closure(const Version& version) const {
        std::set<Lv> out;
        for (const auto event : version) {
            out.insert(pasts_[event].begin(), pasts_[event].end());
            out.insert(event);
        }
        return out;
    }
    [[nodiscard]] Version dominators(const Version& events) const {
        std::set<Lv> out(events.begin(), events.end());
        for (const auto event : events) {
            for (const auto past : pasts_[event])
                out.erase(past);
        }
        return {out.begin(), out.end()};
    }

private:
    std::vector<std::set<Lv>> pasts_;
};

std::vector<LvRange> ranges_of(const std::set<Lv>& events) {
    std::vector<LvRange> out;
    for (const auto event : events) {
        if (!out.empty() && out.back().end == event) {
            ++out.back().end;
        } else {
            out.push_back({event, event + 1});
        }
    }
    return out;
}

std::set<Lv> minus(std::set<Lv> from, const std::set<Lv>& what) {
    for (const auto event : what)
        from.erase(event);
    return from;
}

Version random_events(SeededEntropy& rng, Lv next) {
    Version out;
    const auto count = rng.below(4);
    for (std::uint64_t i = 0; i < count && next > 0; ++i)
        out.push_back(rng.below(next));
    return out;
}

TEST(CausalGraph, AgreesWithSetsOfAncestors) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        SeededEntropy rng{seed};
        CausalGraph graph;
        SetGraph sets;
        for (int i = 0; i < 15; ++i) {
            auto parents = random_events(rng, graph.next());
            if (const auto heads = graph.heads(); !heads.empty()) {
                const auto way = rng.below(4);
                if (way == 0) parents = heads;
                if (way == 1) parents = {heads[rng.below(heads.size())]};  // a line goes on
            }
            const auto count = 1 + rng.below(3);
            graph.add(count, parents);
            sets.add(count, parents);
        }
        Version all(graph.next());
        for (Lv event = 0; event < graph.next(); ++event)
            all[event] = event;
        EXPECT_EQ(graph.heads(), sets.dominators(all));
        for (int i = 0; i < 30; ++i) {
            const auto events = random_events(rng, graph.next());
            const auto a = graph.dominators(events);
            const auto b = graph.dominators(random_events(rng, graph.next()));
            EXPECT_EQ(a, sets.dominators(events));
            const auto in_a = sets.closure(a);
            const auto in_b = sets.closure(b);
            const auto diff = graph.diff(a, b);
            EXPECT_EQ(diff.only_a, ranges_of(minus(in_a, in_b)));
            EXPECT_EQ(diff.only_b, ranges_of(minus(in_b, in_a)));
            EXPECT_EQ(graph.closure(a), ranges_of(in_a));
            const auto event = rng.below(graph.next());
            EXPECT_EQ(graph.version_contains(a, event), in_a.contains(event));
            CausalGraph::Past past{graph, a};
            auto in_past = in_a;
            for (int question = 0; question < 8; ++question) {
                const auto asked = rng.below(graph.next());
                EXPECT_EQ(past.contains(asked), in_past.contains(asked));
                if (rng.below(3) > 0) continue;
                past.add(asked);
                in_past.merge(sets.closure({asked}));
            }

            const auto conflict = graph.conflicting(a, b);
            const auto common = sets.closure(conflict.common);
            std::set<Lv> spans;
            for (const auto& span : conflict.spans) {
                for (Lv at = span.range.begin; at < span.range.end; ++at) {
                    spans.insert(at);
                    EXPECT_EQ(in_a.contains(at), span.side != CausalGraph::Side::b);
                    EXPECT_EQ(in_b.contains(at), span.side != CausalGraph::Side::a);
                }
            }
            auto both = in_a;
            both.insert(in_b.begin(), in_b.end());
            EXPECT_EQ(spans, minus(both, common));
        }
    }
}

}  // namespace
}  // namespace praxis
