#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

/// Every limit of the protocol, with its reason. Limits of an update are rules that every node
/// applies alike (protocol/README.md, section 3); the others protect one node and may differ.
namespace praxis::limits {

// --- rules: an update outside them is not well-formed, anywhere, for ever ---

/// Skeleton and content together. A page of text with room to spare; a larger edit is several
/// updates, so that a cut link loses little and one update fits a thin link's minute.
inline constexpr std::size_t payload_bytes_max = 16 * 1024;
/// Deps of one update, and governance heads of one update. More heads are first joined.
inline constexpr std::size_t deps_max = 16;
/// The header of any version. The largest of version 1 has 1,251 bytes; a later one has room for
/// twice its lists and more, and whoever cannot read it keeps little.
inline constexpr std::size_t header_bytes_max = 4096;
/// Random bytes in front of a content, so that its hash tells nothing after it was erased.
inline constexpr std::size_t content_salt_bytes = 8;
/// Parts of one content, so that reading one costs little memory; an operation that inserts a run
/// of text has one part.
inline constexpr std::size_t content_parts_max = 4096;
/// Text of one field in one language, in code points.
inline constexpr std::size_t field_text_max = 64 * 1024;
/// One value of a register or one element of a set, in code points: a line, never a page.
inline constexpr std::size_t field_value_max = 2000;
/// Board keys of a network.
inline constexpr std::size_t board_keys_max = 32;

// --- protection of one node ---

/// One Noise message with its tag: the protocol's own maximum.
inline constexpr std::size_t noise_message_bytes_max = 65535;
/// One frame on a carrier: a Noise message.
inline constexpr std::size_t frame_bytes_max = noise_message_bytes_max;
inline constexpr std::size_t frame_plaintext_bytes_max = noise_message_bytes_max - 16;
/// Heads that a stranger may tell: the root of a network of thousands of devices.
inline constexpr std::size_t stranger_heads_max = 4096;
/// What a stranger may send in root records before a certificate of theirs stands.
inline constexpr std::size_t stranger_bytes_max = 16 * 1024;
/// Sessions that speak, and connections that have not yet said who they are.
inline constexpr std::size_t sessions_max = 256;
inline constexpr std::size_t handshakes_max = 64;
/// Of these sessions, those with nodes that have no certificate here: newcomers are few, and
/// whoever makes up keys leaves the rest to members, each of whom has one session.
inline constexpr std::size_t stranger_sessions_max = 64;
/// A handshake that takes longer is given up; five round trips of a slow satellite link.
inline constexpr std::chrono::seconds handshake_time_max{20};
/// A session in which nothing was heard for so long is over; ping comes at a third of it.
inline constexpr std::chrono::seconds idle_max{90};
/// How long a node that stops waits for its last frames; the rest is sent next time.
inline constexpr std::chrono::seconds bye_time_max{2};
/// From the moment a peer's certificate is known to be revoked until its session has ended: for
/// the records that say so.
inline constexpr std::chrono::seconds dismissal_time_max{3};
/// The least a quota may allow a person in a space and day: an hour of lively answers, and several
/// of the largest updates. Rationale: a quota delays, and silences nobody.
inline constexpr std::uint32_t quota_updates_min = 20;
inline constexpr std::uint64_t quota_bytes_min = 4 * (payload_bytes_max + header_bytes_max);
/// How often a node looks whether a new day lets what quotas withheld go on.
inline constexpr std::chrono::minutes quotas_every{10};
/// How often a node looks for roles whose date has passed, and how long it leaves one to the node
/// of whoever gave it.
inline constexpr std::chrono::hours dates_every{1};
inline constexpr std::chrono::hours dates_grace{24};
/// How many other devices must have written after the date of a role that another gave before a
/// node ends it: one more clock than its own could be as wrong.
inline constexpr std::size_t dates_witnesses = 2;
/// How often a node looks for what it has to erase, and how long after it was asked to it does.
inline constexpr std::chrono::minutes erasures_every{10};
inline constexpr std::chrono::hours erase_after{14 * 24};
/// A revoked key that calls is told so once in this time, and otherwise hears nothing; who is told
/// so does not call again before.
inline constexpr std::chrono::hours farewell_pause{1};
/// After a connection that could not be accepted (no descriptors): somebody else ends first.
inline constexpr std::chrono::milliseconds accept_pause{100};
/// Bytes sent and not yet acknowledged in one session; about a second of a fast link, and on a
/// slow one TCP_NOTSENT_LOWAT keeps the rest in our hands.
inline constexpr std::size_t in_flight_bytes_max = 256 * 1024;
/// Updates that wait for something they name, in one store.
inline constexpr std::size_t waiting_updates_max = 100'000;
/// Bytes of what one device wrote that wait in one store: some thousands of an honest author's
/// acts, and far from what would take the room of others. Of a device, not of a chain: a chain
/// costs its author one random number.
inline constexpr std::size_t waiting_device_bytes_max = 4 * 1024 * 1024;
/// Bytes of what one device wrote without a right that one store takes from that device: some
/// hundreds of an honest author's acts that a revocation overtook. The rest stays where it was
/// written.
inline constexpr std::size_t void_device_bytes_max = 1024 * 1024;
/// The same while something of another device waits: it may be for what is kept back.
inline constexpr std::size_t void_device_bytes_awaited_max = 16 * 1024 * 1024;
/// Refusals of one peer are told to the operator once in so long, with their number: a peer that
/// sends nothing else fills no log.
inline constexpr std::chrono::minutes refusals_told_every{10};
/// Nodes whose refusals are counted.
inline constexpr std::size_t refusals_peers_max = 1024;
/// Addresses that `praxis peer add` keeps: an office has two, a centre those of the others.
inline constexpr std::size_t kept_peers_max = 64;
/// A configuration file of `praxisd`: every setting many times over.
inline constexpr std::size_t settings_bytes_max = 64 * 1024;
/// Chains of a delta frontier; with more the whole head vector is sent.
inline constexpr std::size_t delta_frontier_max = 64;
/// What a responder sends before the caller proved, by its first transport frame, that its call was
/// not a replay.
inline constexpr std::size_t unproven_bytes_max = 16 * 1024;
/// Handshake messages: keys, tags and a hello, with room for later fields.
inline constexpr std::size_t handshake_message_bytes_max = 1024;
/// Messages of one frame, entries of one list in a message: a maximal frame full of the smallest
/// costs a few MiB of memory and no more.
inline constexpr std::size_t frame_messages_max = 4096;
inline constexpr std::size_t frontier_heads_max = 512;
/// A sender closes a frontier message here, so that four fit what a responder may send unproven.
inline constexpr std::size_t frontier_flush_heads = 64;
inline constexpr std::size_t cursors_max = 512;
inline constexpr std::size_t exceptions_max = 1024;
/// A sender closes a frame here, unless one update alone is larger: what a cut costs on a thin
/// link.
inline constexpr std::size_t frame_target_bytes = 2 * 1024;
/// Lines of a space's order of arrival that a sender looks at in one go, so that others get a turn.
inline constexpr std::size_t scan_lines_max = 256;
/// Lines looked at to find which chains advanced; with more the whole head vector is sent.
inline constexpr std::size_t delta_scan_lines_max = 4096;
/// Received and not yet stored, in one session: what an honest peer has in flight, and as much
/// again for messages that are not updates. Updates stored in one go, one commit.
inline constexpr std::size_t inbox_bytes_max = 2 * in_flight_bytes_max;
inline constexpr std::size_t ingest_updates_max = 512;
/// Branches of one chain that a peer may tell; a fork has two.
inline constexpr std::size_t branches_max = 16;
/// What proves that a chain forked goes before other updates of its space: the run that the peer
/// lacks up to where it parts, at most so many updates, and one of each of two branches. With the
/// bytes of two of the largest updates and room; a longer run goes in its order until it is so
/// short. One proof a device and space, as two updates show that a key is in two hands.
inline constexpr std::size_t fork_run_max = 64;
inline constexpr std::size_t fork_proof_bytes_max = 48 * 1024;
/// All proofs of one session; what is beyond goes in its order. Whoever forks at will delays
/// others by so much in each session, a minute of a line of 1,200 bytes a second.
inline constexpr std::size_t fork_proofs_bytes_max = 64 * 1024;
/// Chains whose heads a peer may tell in one session, and spaces of one peer.
inline constexpr std::size_t peer_chains_max = 1'000'000;
inline constexpr std::size_t peer_spaces_max = 10'000;
/// Back-off between dials, with jitter; reset by any durable progress.
inline constexpr std::chrono::seconds redial_min{1};
inline constexpr std::chrono::seconds redial_max{60};
/// What a peer answered `later` is offered to it again when it gained something: first after the
/// one, then after twice as long each time in vain. Rationale: quotas cost those who relay little.
inline constexpr std::chrono::seconds offer_again_min{1};
inline constexpr std::chrono::seconds offer_again_max{3600};
/// Forms whose answers a store keeps, so that one sent twice writes once: what a busy centre writes
/// in a week, in some 3 MB.
inline constexpr std::size_t form_tokens_max = 10'000;
/// An invitation's root records. A few hundred members; more is too long to copy as one line.
inline constexpr std::size_t invitation_bytes_max = 256 * 1024;
/// How long a first request waits for others that commit with it.
inline constexpr std::chrono::milliseconds group_commit_time_max{5};
/// Documents kept replayed for who reads or edits them next, and a generous guess of their memory:
/// what is open on a busy centre. One document alone may be larger.
inline constexpr std::size_t live_documents_max = 4096;
inline constexpr std::size_t live_documents_bytes_max = 64 * 1024 * 1024;
/// Documents of which the writer keeps in mind what came after what, and their updates in all, some
/// 250 bytes each: what is written to in one minute.
inline constexpr std::size_t lineages_max = 256;
inline constexpr std::size_t lineage_updates_max = 100'000;
/// Steps of merging that one question for a document may take, some tens of milliseconds. Only what
/// is made to be slow, or thousands of updates at once, takes more; it is merged in turns.
inline constexpr std::uint64_t merge_steps_max = 2'000'000;
/// Updates of one document that changed at once; with more it is cheaper to replay it.
inline constexpr std::size_t touched_updates_max = 1024;
/// One request of a program on this machine: a document's fields at once, and room.
inline constexpr std::size_t request_bytes_max = 1024 * 1024;
/// Programs of this machine that talk to one node at once.
inline constexpr std::size_t local_clients_max = 64;

// --- pages: what one browser may cost (node/http/README.md) ---

/// Request line and fields together: many times what browsers send without large cookies.
inline constexpr std::size_t http_head_bytes_max = 8 * 1024;
inline constexpr std::size_t http_fields_max = 64;
/// From a head's first byte to its last; a slow sender of single bytes holds a place no longer.
inline constexpr std::chrono::seconds http_head_time_max{10};
/// An open connection on which nothing is asked.
inline constexpr std::chrono::seconds http_idle_max{30};
/// Requests of one connection; then the client connects anew, and places are shared out again.
inline constexpr std::size_t http_requests_max = 100;
/// A form with 64 KiB of text, every byte of it percent-encoded, and room.
inline constexpr std::size_t http_body_bytes_max = 256 * 1024;
/// A form with one text as long as a field may be: four bytes a character, each sent as three; and
/// 64 KiB for what stands beside it. Only on routes that take such a text, and only from who is
/// signed in, so that strangers make nobody hold more than the body above.
inline constexpr std::size_t http_text_body_bytes_max = 12 * field_text_max + 64 * 1024;
/// 1 KiB a second, seen over 20 s: a link of 9.6 kbit/s with one pause passes, a held place does
/// not.
inline constexpr std::chrono::seconds http_body_window{20};
inline constexpr std::size_t http_body_window_bytes_min = 20 * 1024;
/// Fields of one form or query string: every field of a kind, each in several languages.
inline constexpr std::size_t form_fields_max = 512;
/// One answer; also all that is held of it while a slow reader takes it.
inline constexpr std::size_t http_response_bytes_max = 256 * 1024;
/// The page with the form of such a text: six bytes a character (`&quot;`), and 64 KiB around it.
/// Only for who is signed in and may write.
inline constexpr std::size_t http_text_response_bytes_max = 6 * field_text_max + 64 * 1024;
/// An answer of which no slice went out for so long is given up. With slices of this size six
/// connections that share 9.6 kbit/s still move within it.
inline constexpr std::chrono::seconds http_write_stall_max{30};
inline constexpr std::size_t http_write_slice_bytes = 4 * 1024;
/// Read at once; one such buffer a connection.
inline constexpr std::size_t http_read_bytes = 4 * 1024;
/// After an answer that refuses, what is still on its way is read and dropped for so long and so
/// much: closing over unread bytes would take the answer away before it is read.
inline constexpr std::chrono::seconds http_linger_max{1};
inline constexpr std::size_t http_linger_bytes_max = 512 * 1024;
/// Connections of browsers, and of one address. Where a process may not have so many descriptors,
/// fewer: those below are left to peers, programs of this machine and files.
inline constexpr std::size_t http_connections_max = 8'000;
inline constexpr std::size_t descriptors_reserved =
    sessions_max + handshakes_max + local_clients_max + 128;
inline constexpr std::size_t http_connections_per_address_max = 64;
/// Requests of one session, or of one address without a session: a page with all that belongs to it
/// and some more of them opened at once pass; a program that reads everything is slowed down.
inline constexpr std::size_t http_requests_per_second_max = 60;
inline constexpr std::size_t http_requests_burst_max = 120;
inline constexpr std::size_t http_requests_sustained_per_second = 10;
/// Forms that a person sends: many more than anybody writes.
inline constexpr std::size_t http_writes_per_minute_max = 30;
/// Sessions and addresses whose requests are counted, about 200 bytes each.
inline constexpr std::size_t http_clients_counted_max = 10'000;
/// Handshakes of TLS: an old browser on a poor link needs four turns; and places of one address in
/// it, half of all, so that clients that only begin leave room for those that are through.
inline constexpr std::chrono::seconds tls_handshake_time_max{10};
inline constexpr std::size_t tls_handshakes_per_address_max = 32;
/// Sessions of TLS that may be resumed, about 1 KiB each, and for how long: a person who reads on
/// spares each page a turn and the certificates.
inline constexpr long tls_sessions_max = 2'048;
inline constexpr std::chrono::seconds tls_session_time_max{7'200};
/// What TLS itself may have to say between two answers of ours: alerts, key updates.
inline constexpr std::size_t tls_unsent_bytes_max = 16 * 1024;

/// Code points of a name or title where it stands for its document: a heading of two lines.
inline constexpr std::size_t name_shown_max = 160;
/// Updates that "what is new" looks back over: a busy week, read in some milliseconds.
inline constexpr std::size_t news_updates_max = 2000;
/// Code points shown on either side of a change: some sentences.
inline constexpr std::size_t difference_context_max = 300;
/// Nodes named in the line at the foot of a page.
inline constexpr std::size_t foot_peers_max = 6;
/// Lines of one page of a list, and answers under one page of a document.
inline constexpr std::size_t list_lines_max = 25;
/// People in one list to choose from; of thousands only the command line takes any.
inline constexpr std::size_t people_chosen_from_max = 500;
/// Among how many of the newest updates of a space a moderator is shown what is void.
inline constexpr std::size_t held_back_scan_max = 10'000;
inline constexpr std::size_t answers_shown_max = 30;
/// Code points of one text on a page of several, and on a page of its own: with every character
/// escaped an answer still fits `http_response_bytes_max` nearly always, and is refused else.
inline constexpr std::size_t section_shown_max = 6000;
inline constexpr std::size_t text_page_max = 24'000;
/// Code points of differences that one page shows.
inline constexpr std::size_t difference_shown_max = 24'000;
/// A token of a form, as it comes back.
inline constexpr std::size_t form_token_bytes_max = 64;

// --- accounts: what a password may be and cost, and what a signed-in browser may keep ---

/// A name to sign in with: a person's or an office's, in any script.
inline constexpr std::size_t account_name_bytes_max = 120;
/// Long enough that guessing costs more than asking; and a bound for what is hashed.
inline constexpr std::size_t password_bytes_min = 12;
inline constexpr std::size_t password_bytes_max = 128;
/// Passwords tried at once, 64 MiB each; and those that wait for one to end, some seconds' work.
inline constexpr std::size_t password_trials_max = 2;
inline constexpr std::size_t password_waiters_max = 32;
/// After which somebody who was turned away may try again: several times what those take.
inline constexpr std::chrono::seconds password_waiters_retry{10};
/// Failures of one account that cost no wait; then it doubles from one second to this.
inline constexpr std::size_t sign_in_free_failures = 5;
inline constexpr std::chrono::minutes sign_in_wait_max{15};
/// Failures from one group of addresses (an office behind one) in this window.
inline constexpr std::size_t sign_in_client_failures_max = 30;
inline constexpr std::chrono::minutes sign_in_client_window{10};
/// Attempts in all in a second: half of what two trials at once can deal with.
inline constexpr std::size_t sign_in_per_second_max = 10;
/// Accounts and groups of addresses whose failures are remembered. At ten attempts a second nobody
/// pushes an account out of it in less than the longest wait.
inline constexpr std::size_t sign_in_accounts_max = 10'000;
inline constexpr std::size_t sign_in_clients_max = 10'000;
/// A signed-in browser in which nothing is asked for so long, and one of any kind.
inline constexpr std::chrono::hours session_idle_max{12};
inline constexpr std::chrono::hours session_age_max{24 * 14};
/// How long a password that was given counts for what is sensitive, before it is asked for again.
inline constexpr std::chrono::minutes proof_age_max{10};
/// Forms that have shown somebody their key as words, so that none does it twice, and persons who
/// are asked for some of these: more than a centre's people send while a browser can be signed in.
inline constexpr std::size_t key_forms_max = 10'000;
/// Browsers in which one person is signed in, and all of a centre's.
inline constexpr std::size_t sessions_per_account_max = 20;
inline constexpr std::size_t sessions_all_max = 100'000;

}  // namespace praxis::limits
