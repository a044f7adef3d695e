#include "tests/support/route_walk.hpp"

#include "node/http/server.hpp"
#include "tests/sim/task_program.hpp"

#include <chrono>

namespace praxis::route_walk {
namespace {

using namespace std::chrono_literals;
using http::Method;
using http::Request;
using http::Response;
using http::Route;
using http::Router;

/// "/d/{id}/edit" with a value for each brace.
std::string filled(const std::string& path, const Value& value) {
    std::string out;
    for (std::size_t at = 0; at < path.size();) {
        const auto end = path[at] == '{' ? path.find('}', at) + 1 : at + 1;
        const auto piece = path.substr(at, end - at);
        out += piece.size() > 1 ? value(piece) : piece;
        at = end;
    }
    return out;
}

std::string request(const std::string& method,
                    const std::string& path,
                    const std::string& host,
                    const std::string& more) {
    return method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n";
}

const std::string form_type = "Content-Type: application/x-www-form-urlencoded\r\n";

// --- fields ---

std::string expected_fields(bool secure) {
    std::string out =
        "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src "
        "'self'; media-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; object-src 'none'; frame-src 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; report-uri /csp-report\r\n"
        "X-Content-Type-Options: nosniff\r\n"
        "X-Frame-Options: DENY\r\n"
        "Referrer-Policy: no-referrer\r\n"
        "Cross-Origin-Opener-Policy: same-origin\r\n"
        "Cross-Origin-Resource-Policy: same-origin\r\n"
        "Cross-Origin-Embedder-Policy: require-corp\r\n"
        "Permissions-Policy: camera=(), microphone=(), geolocation=(), payment=(), usb=(), "
        "browsing-topics=()\r\n";
    if (secure) out += "Strict-Transport-Security: max-age=63072000; includeSubDomains\r\n";
    return out;
}

bool has(const std::string& head, const std::string& field) {
    return head.find("\r\n" + field) != std::string::npos;
}

/// "" when the answer is as it must be.
std::string fault_of(const std::string& answer, const Route& route, bool secure) {
    const auto head = answer.substr(0, answer.find("\r\n\r\n") + 2);
    const auto first_end = head.find("\r\n");
    if (!head.starts_with("HTTP/1.1 ") || first_end == std::string::npos) return "no answer";
    const auto status = head.substr(0, first_end);
    const auto fields = head.substr(first_end + 2);
    const auto expected = expected_fields(secure);
    if (!fields.starts_with(expected)) return status + ": other fields: " + fields;
    const auto rest = "\r\n" + fields.substr(expected.size());
    for (const auto* name : {"Content-Security-Policy",
                             "X-Content-Type-Options",
                             "X-Frame-Options",
                             "Referrer-Policy",
                             "Cross-Origin-",
                             "Permissions-Policy",
                             "Strict-Transport-Security",
                             "Server",
                             "Date",
                             "Access-Control-",
                             "X-Powered-By"}) {
        if (has(rest, name)) return status + ": also " + name;
    }
    const bool ok = status.starts_with("HTTP/1.1 200");
    const bool hashed =
        route.path.find("{hash}") != std::string::npos || route.path.starts_with("/assets/");
    const std::string kept = "Cache-Control: public, max-age=31536000, immutable\r\n";
    const std::string cache = ok && hashed ? kept : "Cache-Control: no-store\r\n";
    if (!rest.starts_with("\r\n" + cache)) return status + ": another Cache-Control";
    if (!has(rest, "Content-Type: ")) return status + ": no Content-Type";
    return {};
}

// --- POSTs of other sites ---

struct Sent {
    const char* what;
    std::string fields;
    int status;  // 0: reaches its handler
};

std::vector<Sent> ways_to_post(http::Body body) {
    const std::string ours = "Origin: http://localhost:8080\r\n";
    const std::string evil = "Origin: https://evil.example\r\n";
    const std::string same = "Sec-Fetch-Site: same-origin\r\n";
    const std::string length = "Content-Length: 3\r\n";
    const std::string own = body != http::Body::none ? form_type : "";
    std::vector<Sent> out{
        {"our page in a current browser", same + ours + own, 0},
        {"our page, whose referrer is kept back", same + "Origin: null\r\n" + own, 0},
        {"our page in an older browser", ours + own, 0},
        {"nothing that says who sends it", own, 403},
        {"an Origin of null alone", "Origin: null\r\n" + own, 403},
        {"another Origin", evil + own, 403},
        {"another scheme", "Origin: https://localhost:8080\r\n" + own, 403},
        {"another port", "Origin: http://localhost:8081\r\n" + own, 403},
        {"another name of this machine", "Origin: http://127.0.0.1:8080\r\n" + own, 403},
        {"another Origin that claims to be the same", same + evil + own, 403},
        {"a page of another site", "Sec-Fetch-Site: cross-site\r\n" + evil + own, 403},
        {"another site with our Origin", "Sec-Fetch-Site: cross-site\r\n" + ours + own, 403},
        {"a neighbour", "Sec-Fetch-Site: same-site\r\n" + own, 403},
    };
    if (body == http::Body::none) {
        out.push_back({"a body where none belongs", same + ours + form_type + length, 415});
        return out;
    }
    for (const auto* type : {"text/plain",
                             "multipart/form-data; boundary=x",
                             "application/json",
                             "application/x-www-form-urlencodedx",
                             ""})
        out.push_back({type, same + ours + "Content-Type: " + type + "\r\n", 415});
    out.push_back({"no type", same + ours, 415});
    return out;
}

/// A server in a world of its own.
class Counting final : public sim::Program {
public:
    Counting(node::Runtime& runtime, Router router) : server{runtime, std::move(router)} {}
    http::HttpServer server;
};

struct CountingWorld {
    int calls = 0;
    sim::World world{1};
    sim::NodeIndex machine = world.add_machine();
    sim::NodeIndex client = world.add_machine();

    explicit CountingWorld(std::span<const Route> routes) {
        Router router;
        for (auto route : routes) {
            route.handler = [this](const Request& request) { return count(request); };
            router.add(std::move(route));
        }
        world.start(machine, [&router](node::Runtime& runtime) {
            return std::make_unique<Counting>(runtime, std::move(router));
        });
        sim::start_tasks(world, client);
        if (!world.program<Counting>(machine).server.start({"127.0.0.1", 8080})) calls = -1;
    }
    node::Task<Result<Response>> count(const Request& /*request*/) {
        ++calls;
        co_return Response{};
    }
    node::Task<Result<void>> talk(std::string bytes, std::string& answer) {
        auto& runtime = world.runtime(client);
        const node::Endpoint to{sim::SimNetwork::host_of(machine), 8080};
        CO_TRY(const auto stream, co_await runtime.network.dial(to));
        CO_TRY(co_await stream->write(bytes_of(bytes)));
        Bytes chunk(4'000);
        for (;;) {
            auto reading = stream->read_some(chunk);
            const auto count = co_await std::move(reading);
            if (!count) co_return success();
            answer += text_of(ByteView{chunk}.first(count.value()));
        }
    }
    /// The status of the answer, 0 when there is none.
    int ask(std::string bytes) {
        std::string answer;
        auto& tasks = world.program<sim::TaskProgram>(client).tasks;
        tasks.spawn(talk(std::move(bytes), answer));
        world.run_for(1min);  // the connection ends; no rate is exceeded
        return answer.size() > 12 ? std::stoi(answer.substr(9, 3)) : 0;
    }
};

}  // namespace

std::vector<std::string> wrong_fields(std::span<const Route> routes, const Walk& walk) {
    std::vector<std::string> out;
    const auto origin = (walk.secure ? "https://" : "http://") + walk.host;
    for (const auto& route : routes) {
        const auto path = filled(route.path, walk.value);
        const auto look = [&](const std::string& method, const std::string& more) {
            const auto answer = walk.ask(request(method, path, walk.host, more));
            const auto fault = fault_of(answer, route, walk.secure);
            if (!fault.empty()) out.push_back(method + " " + path + ": " + fault);
        };
        if (route.method == Method::post) {
            const std::string type = route.body != http::Body::none ? form_type : "";
            look("POST", "Origin: " + origin + "\r\n" + type);
            look("POST", type);  // refused
        } else {
            look("GET", "");
            look("HEAD", "");
        }
    }
    return out;
}

std::vector<std::string> unguarded_posts(std::span<const Route> routes) {
    std::vector<std::string> out;
    CountingWorld counting{routes};
    for (const auto& route : routes) {
        if (route.method != Method::post) continue;
        const auto path = filled(route.path, [](const std::string&) { return "x"; });
        for (const auto& [what, fields, status] : ways_to_post(route.body)) {
            counting.calls = 0;
            const auto answer = counting.ask(request("POST", path, "localhost:8080", fields));
            const bool reached = counting.calls == 1 && answer == 200;
            const bool refused = counting.calls == 0 && answer == status;
            if (status == 0 ? !reached : !refused) {
                out.push_back("POST " + path + ", " + what + ": answered with " +
                              std::to_string(answer) +
                              ", handlers called: " + std::to_string(counting.calls));
            }
        }
    }
    return out;
}

}  // namespace praxis::route_walk
