#pragma once

#include "node/community/documents.hpp"
#include "node/community/show.hpp"
#include "protocol/base/codec.hpp"
#include "protocol/crypto/hash.hpp"

// What every act of a person that becomes updates has in common.

namespace praxis::community {

/// `{"id","version"}`: what was written, and the document's heads after it.
[[nodiscard]] inline boost::json::object written_line(const DocumentId& id,
                                                      const std::vector<UpdateId>& version) {
    boost::json::object out;
    out["id"] = id.hex();
    out["version"] = to_json(version);
    return out;
}

/// Says what a form did, so that only the same act by the same person is taken for the same form.
class FormDigest {
public:
    explicit FormDigest(std::string_view action) { add(action); }
    FormDigest& add(std::string_view text) {
        out_.varint(text.size());
        out_.raw(bytes_of(text));
        return *this;
    }
    template <class Tag, std::size_t N>
    FormDigest& add(const StrongBytes<Tag, N>& id) {
        out_.id(id);
        return *this;
    }
    FormDigest& add(const std::vector<Setting>& settings) {
        out_.varint(settings.size());
        for (const auto& setting : settings)
            add(setting.name).add(setting.text);
        return *this;
    }
    FormDigest& add(const std::vector<UpdateId>& ids) {
        out_.varint(ids.size());
        for (const auto& id : ids)
            add(id);
        return *this;
    }
    /// nullopt when the form has no token.
    [[nodiscard]] std::optional<Hash> token(const Writing& writing, const NodeId& node) {
        if (!writing.token) return std::nullopt;
        const auto& key = writing.as ? writing.as->key() : node;
        add(*writing.token);
        return crypto::hash("praxis/form/v1", {key.view(), out_.view()});
    }

private:
    ByteWriter out_;
};

}  // namespace praxis::community
