#pragma once

#include "node/community/catalogue.hpp"
#include "node/community/documents.hpp"
#include "node/community/errc.hpp"
#include "node/community/links.hpp"
#include "node/community/moderation_log.hpp"
#include "node/web/guard.hpp"
#include "node/web/reading.hpp"
#include "node/web/templates.hpp"

namespace praxis::web {

/// Where a page lies, for the navigation.
enum class Place { home, spaces, sync, me, sign_in, elsewhere };

/// The line at the foot of every page: how far what it shows has travelled.
struct FootLine {
    std::string state;   ///< the words that count: "here only"
    std::string detail;  ///< a sentence
    std::string more;    ///< path of the page that says more
    std::string more_words;
};

/// What goes around a page's own part.
struct Frame {
    std::string title;
    Place place = Place::elsewhere;
    std::optional<FootLine> foot{};  ///< nullopt: the contacts of this node
    unsigned status = 200;
    std::size_t bytes_max = limits::http_response_bytes_max;
};

/// What all pages share: where they read and write, who may read, and how a page is put together.
/// Event-loop thread only; everything given outlives it.
class Site {
public:
    Site(node::Runtime& given_runtime,
         node::Replica& given_replica,
         const community::Kinds& given_kinds,
         community::Links& given_links,
         const Templates& given_templates);

    node::Runtime& runtime;
    node::Replica& replica;
    const community::Kinds& kinds;
    community::Links& links;
    const Templates& templates;
    community::Documents documents;
    community::Catalogue catalogue;
    community::ModerationLog moderation_log;
    community::Moves moves;
    Reading reading;

    // --- reading ---

    /// The document of a path's segment, when the visitor may read it. Fails with
    /// `community::Errc::not_found` also when they may not: whoever may not read is not told. Fails
    /// with `community::Errc::hidden` when a moderator hid it, or what it answers, from them, and
    /// with `community::Errc::waits` when it waits for one.
    [[nodiscard]] Result<community::OpenDocument> open(
        const Visit& visit,
        const std::string& segment,
        const std::vector<UpdateId>& version = {}) const;
    /// The space of a path's segment, when the visitor may enter it.
    [[nodiscard]] Result<governance::SpaceInfo> space(const Visit& visit,
                                                      const std::string& segment) const;
    /// The space of a path's segment that the visitor may not enter, but ask to be taken into:
    /// somebody of this network who is signed in, where the policy is to approve.
    [[nodiscard]] std::optional<governance::SpaceInfo> door(const Visit& visit,
                                                            const std::string& segment) const;
    /// Whether a visitor reads everything here: only they are told what counts all of it.
    [[nodiscard]] bool reads_everything(const Visit& visit) const;
    /// For lists: what this visitor may read; of what is not merged only who reads everything is
    /// told. The visit outlives it.
    [[nodiscard]] community::Catalogue::MayRead may_read(const Visit& visit) const;
    /// Whether the visitor is signed in and may write in a space.
    [[nodiscard]] bool may_write(const Visit& visit, const SpaceId& space) const;
    /// The same in a document, and of a new one of a kind: a role may be for these alone.
    [[nodiscard]] bool may_write_in(const Visit& visit,
                                    const community::OpenDocument& document) const;
    [[nodiscard]] bool may_write_new(const Visit& visit,
                                     const community::Kind& kind,
                                     const SpaceId& space) const;
    /// Whether a form may change it: what was said is not changed afterwards, and what is said of
    /// something in root is for who said it first, and for the person it is about. What was moved
    /// is changed by nobody: it goes on elsewhere.
    [[nodiscard]] bool may_edit(const Visit& visit, const community::OpenDocument& document) const;
    /// Whether the visitor may answer it, where its kind is answered; what was moved, nobody.
    [[nodiscard]] bool may_answer(const Visit& visit,
                                  const community::OpenDocument& document) const;
    /// Fails with `NodeErrc::not_allowed` when a moderator's lock or move keeps the visitor from
    /// writing.
    [[nodiscard]] Result<void> check_not_locked(const Visit& visit,
                                                const community::OpenDocument& document) const;
    /// Whether the visitor may hide, restore, lock and unlock it.
    [[nodiscard]] bool may_moderate(const Visit& visit,
                                    const community::OpenDocument& document) const;
    /// Whether the visitor moderates something in a space.
    [[nodiscard]] bool moderates_in(const Visit& visit, const SpaceId& space) const;
    /// Whether the visitor may put authors of a space in quarantine, and release them.
    [[nodiscard]] bool may_quarantine(const Visit& visit, const SpaceId& space) const;
    /// Whether the visitor may call moderators to it.
    [[nodiscard]] bool may_flag(const Visit& visit, const community::OpenDocument& document) const;
    /// How many documents of each kind of a space are withheld from the visitor.
    [[nodiscard]] Result<std::map<KindNumber, std::size_t>> hidden_counts(const Visit& visit,
                                                                          const SpaceId& space);
    /// Whether pages offer a form for a new document of this kind in this space.
    [[nodiscard]] bool is_written_in(const community::Kind& kind, const SpaceId& space) const;

    // --- names; never empty ---

    [[nodiscard]] Result<std::string> person(const std::optional<PersonId>& person);
    /// Who signed an act: of nullopt an administrator, whose key is nobody's device.
    [[nodiscard]] Result<std::string> signer(const std::optional<PersonId>& person);
    [[nodiscard]] Result<std::string> node(const NodeId& node);
    [[nodiscard]] Result<std::string> space_name(const SpaceId& space);
    /// What a document is called in lists and headings.
    [[nodiscard]] static std::string title_of(const community::OpenDocument& document);

    // --- pages ---

    /// A whole page: `file` filled with `content`, in the frame.
    [[nodiscard]] Result<http::Response> page(const Visit& visit,
                                              Frame frame,
                                              const std::string& file,
                                              const View& content);
    /// The same as HTML alone.
    [[nodiscard]] Result<std::string> html(const Visit& visit,
                                           const Frame& frame,
                                           const std::string& file,
                                           const View& content);
    /// Every node known, by what it confirmed of a document and of what answers it: a thread is
    /// not at a node that lacks a post of it.
    [[nodiscard]] Result<std::vector<node::Whereabouts>> where(
        const community::OpenDocument& document);
    /// How far a document has travelled, by `where`.
    [[nodiscard]] Result<FootLine> foot_of(const community::OpenDocument& document);
    /// The page for an Error of a page; nullopt for one that is not for people.
    [[nodiscard]] Result<std::optional<http::Response>> problem_page(const Visit& visit,
                                                                     const Error& error);
    /// A token for a form, drawn now.
    [[nodiscard]] std::string draw_token();

private:
    /// Why a document is withheld from the visitor; nullopt: it is not.
    [[nodiscard]] Result<std::optional<community::Errc>> withheld_from(const Visit& visit,
                                                                       const DocumentId& id) const;
    [[nodiscard]] Result<FootLine> contacts();
};

/// The hidden inputs of a form: csrf, token, and the version it is made from.
void add_hidden(View& form,
                const Visit& visit,
                const std::string& token,
                const std::vector<UpdateId>& base);
/// The ids of a form's or query's fields of this name. Fails with `community::Errc::bad_request`.
[[nodiscard]] Result<std::vector<UpdateId>> ids_in(const http::Form& form, std::string_view name);
/// Who writes by a form: the visitor, by the form's token. Fails with `bad_request` without one.
[[nodiscard]] Result<community::Writing> writing_of(const Visit& visit);

/// "{{#PARAGRAPH}}{{TEXT}}" for each paragraph of a text.
void add_paragraphs(View& view, std::string_view text);

/// Which page of a list is asked for, from 1; what is no number is the first.
[[nodiscard]] std::size_t page_asked(const http::Form& query);
/// The links between pages of a list, as the piece PAGES of `view`. `rest` goes behind `page=N`.
void add_page_links(View& view,
                    const std::string& path,
                    std::size_t page,
                    std::size_t pages,
                    const std::pair<std::string, std::string>& words,
                    const std::string& rest = {});

}  // namespace praxis::web
