#include "node/backup/errc.hpp"

namespace praxis::node {
namespace {

const char* words(int value) {
    switch (static_cast<BackupErrc>(value)) {
        case BackupErrc::not_whole:
            return "this is no backup, or one that was not finished";
        case BackupErrc::damaged:
            return "the backup is damaged";
        case BackupErrc::differs:
            return "the backup does not hold what it says";
        case BackupErrc::wrong_keys:
            return "these are the keys of another node";
    }
    return "unknown error";
}

const NamedCategory category{"praxis.backup", words};

}  // namespace

boost::system::error_code make_error_code(BackupErrc code) noexcept {
    return {static_cast<int>(code), category};
}

}  // namespace praxis::node
