#pragma once

#include "protocol/base/bytes.hpp"
#include "protocol/base/entropy.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace praxis::sim {

inline constexpr std::size_t sector_bytes = 512;  ///< what a disk writes whole or not at all

/// Folders and files as processes see them, and beside that what of it is durable: the part of a
/// disk that outlives the power. A value; it knows no system call.
///
/// What is asked of a file or folder is visible at once, and durable when that file or folder is
/// synced. Until then a power cut may keep it, lose it, keep later changes without earlier ones,
/// or keep some sectors of a change and lose others. Of a folder the first few changes of names are
/// kept: no file system is known that reorders those, while none orders them with anything else.
class Platter {
public:
    using Node = std::size_t;  ///< a file or folder; stays when it is renamed
    static constexpr Node root = 0;

    Platter() : nodes_(1) {}

    /// The file or folder called `name`; nullopt when there is none.
    [[nodiscard]] std::optional<Node> find(Node folder, const std::string& name) const;
    /// Names and what they stand for, as processes see them.
    [[nodiscard]] const std::map<std::string, Node>& names(Node folder) const;
    [[nodiscard]] bool is_folder(Node node) const { return nodes_.at(node).folder; }
    /// Content of a file, as processes see it.
    [[nodiscard]] const Bytes& content(Node file) const { return nodes_.at(file).seen; }

    Node make_file(Node folder, const std::string& name) { return make(folder, name, false); }
    Node make_folder(Node folder, const std::string& name) { return make(folder, name, true); }
    /// Takes the place of what has the name `to`, in the same folder and at once.
    void rename(Node folder, const std::string& from, const std::string& to);
    void remove(Node folder, const std::string& name);

    void write(Node file, std::size_t at, ByteView bytes);
    void resize(Node file, std::size_t size);
    /// Makes what was asked of a file or folder so far durable.
    void sync(Node node);
    /// Makes durable what is in a range of a file, and nothing else: a write to a file opened with
    /// O_DSYNC is `write` and this.
    void sync_range(Node file, std::size_t at, std::size_t length);
    /// A sync that the disk answered with an error. The system forgets that these changes were
    /// never written, so no later sync makes them durable.
    void lose_sync(Node file);

    /// The power goes and comes back: some of what was not durable is there, the rest never was.
    void cut_power(SeededEntropy& random);

private:
    using Sector = std::array<std::byte, sector_bytes>;
    /// One call: the sectors it touched, as they were after it, and the size of the file then.
    struct Change {
        std::map<std::size_t, Sector> sectors;  // by number
        std::size_t size = 0;
        bool shrinks = false;
    };
    struct Naming {
        std::string name;
        std::optional<Node> node;  // nullopt: the name goes
    };
    struct Inode {
        bool folder = true;
        // Of a file.
        Bytes seen;
        Bytes durable;
        std::vector<Change> forgotten;  // by lose_sync; older than `pending`
        std::vector<Change> pending;
        // Of a folder; the namings of one call stand together.
        std::map<std::string, Node> names;
        std::map<std::string, Node> durable_names;
        std::vector<std::vector<Naming>> pending_names;
    };

    Node make(Node folder, const std::string& name, bool is_folder);
    void name(Node folder, std::vector<Naming> namings);
    static void apply(std::map<std::string, Node>& names, const std::vector<Naming>& namings);
    static void put(Bytes& to, std::size_t sector, const Sector& content, std::size_t size);
    static Sector sector_of(const Bytes& bytes, std::size_t sector);
    static void cut_file(Inode& file, SeededEntropy& random);
    static void cut_folder(Inode& folder, SeededEntropy& random);

    std::vector<Inode> nodes_;
};

}  // namespace praxis::sim
