#pragma once

#include "node/community/reports.hpp"
#include "praxis/wire/v1/session.pb.h"
#include "protocol/wire/limits.hpp"
#include "tests/sim/scenarios/hand_peer.hpp"
#include "tests/sim/scenarios/node_world.hpp"
#include "tests/support/hand_chain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace praxis::sim {

using namespace std::chrono_literals;
using Dealt = HandPeer::Dealt;

/// Every record but what is remembered of peers and the number of transactions: what a store holds.
using Image = std::map<std::pair<store::Table, Bytes>, Bytes>;

inline Image image_of(NodeMachine& machine) {
    Image out;
    const auto read = machine.disk().store().read([&](const store::Reader& reader) -> Result<void> {
        for (const auto table : store::all_tables()) {
            if (table == store::Table::peer || table == store::Table::meta) continue;
            const auto keep = [&](ByteView key, ByteView body) -> Result<store::Scan> {
                out.emplace(std::pair{table, copy(key)}, copy(body));
                return store::Scan::go_on;
            };
            TRY(reader.scan(table, store::KeyRange::all(), keep));
        }
        return success();
    });
    EXPECT_TRUE(read);
    return out;
}

class BadInput : public testing::Test {
protected:
    BadInput() {
        town.found(centre, true);
        EXPECT_TRUE(peer.connect(centre));
    }

    /// Another chain of this device for each call, so that rows do not hang together.
    test::HandChain chain(const crypto::SigningPair& device, const SpaceId& space) {
        return {device, town.network.id(), space, Incarnation{++incarnations}};
    }
    static crdt::Edit titled(const std::string& title, const std::string& problem = "Papers.") {
        const auto& kind = *kinds().by_name("case_study").value();
        const std::vector<Setting> fields{{"title", title}, {"problem", problem}};
        return community::compose_new(kind, fields).value();
    }
    wire::SignedUpdate good(const std::string& title) {
        return chain(office.device, open_space).write(titled(title), {{}, {}, heads});
    }
    /// A good update with another header, payload to match or not, signed again.
    wire::SignedUpdate mended(const std::function<void(wire::Header&, wire::SignedUpdate&)>& mend) {
        auto update = good("mended");
        auto header = wire::decode_header(update.header).value();
        mend(header, update);
        update.header = wire::encode(header);
        update.signature = office.device.sign(wire::signed_message(wire::id_of(update.header)));
        return update;
    }
    /// The line of `praxis peer list` about the peer.
    boost::json::object line_of_peer() {
        const community::Documents documents{centre.replica(), kinds()};
        const community::Reports reports{centre.replica(), kinds(), documents, centre.node()};
        const auto lines = reports.peers().value();
        for (const auto& line : lines) {
            if (line.at("node").as_string() == office.device.key().hex()) return line;
        }
        ADD_FAILURE() << "no line";
        return {};
    }
    std::string words() { return std::string{line_of_peer().at("not_taken").as_string()}; }
    std::uint64_t counted(std::string_view name) {
        return line_of_peer().at(name).to_number<std::uint64_t>();
    }
    void expect_the_next_arrives() {
        auto next = good("the next one");
        const auto id = wire::id_of(next.header);
        ASSERT_EQ(peer.offer(open_space, std::move(next)), Dealt::acknowledged);
        EXPECT_TRUE(centre.stores(id));
        EXPECT_EQ(centre.values(same_bytes<DocumentId>(id), "title"),
                  std::set<std::string>{"the next one"});
    }
    std::string verdict_of(const UpdateId& id) {
        std::string out = "not held";
        EXPECT_TRUE(centre.replica().log({}, [&](const node::LogEntry& entry) -> Result<void> {
            if (entry.id != id) return success();
            const auto verdict = entry.verdict;
            out = verdict == node::LogEntry::Verdict::standing ? "standing"
                  : verdict == node::LogEntry::Verdict::void_  ? "void: " + entry.reason
                                                               : "waiting: " + entry.reason;
            return success();
        }));
        return out;
    }

    NodeWorld town{7};
    NodeMachine& centre = town.add_centre();
    test::NodeKeys office = town.network.add_office(centre.keys());
    test::NodeKeys relay = town.network.add_office(centre.keys());
    SpaceId open_space = town.network.found_space(centre.keys(), governance::JoinPolicy::open);
    SpaceId closed_space = town.network.found_space(centre.keys(), governance::JoinPolicy::invite);
    std::vector<UpdateId> heads{wire::id_of(town.network.root().back().header)};
    SeededEntropy entropy{99};
    crypto::SigningPair nobody = crypto::SigningPair::draw(entropy);
    std::uint64_t incarnations = 100;
    HandPeer peer{town.world, office, town.network.id()};

    static std::size_t size_of(const wire::SignedUpdate& update) {
        return update.header.size() + Signature::size + update.skeleton.size() +
               update.content->size();
    }
    /// Updates without a right, each in a chain of its own, until one is not taken; that one.
    wire::SignedUpdate fill_with_void(std::size_t most) {
        for (std::size_t bytes = 0;;) {
            auto update =
                chain(office.device, closed_space)
                    .write(titled("uninvited", std::string(12'000, 'x')), {{}, {}, heads});
            const auto dealt = peer.offer(closed_space, update);
            if (dealt != Dealt::acknowledged) {
                EXPECT_EQ(dealt, Dealt::later);
                EXPECT_GT(bytes + size_of(update), most);
                EXPECT_EQ(verdict_of(wire::id_of(update.header)), "not held");
                return update;
            }
            bytes += size_of(update);
            EXPECT_LE(bytes, most);
            if (bytes > most) return update;
        }
    }
};

}  // namespace praxis::sim
