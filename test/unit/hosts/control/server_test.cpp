#include "hosts/control/server.hpp"

#include "config/limits.hpp"
#include "hosts/control/client.hpp"
#include "hosts/control/protocol.hpp"
#include "test/support/temp_folder.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <future>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace troupe;
using namespace troupe::hosts::control;

namespace {

// Answers every request with its own command; `later` on another thread, `never` not at all.
struct echo_host {
  explicit echo_host(const std::filesystem::path& folder) {
    auto opened = server::open(folder, [this](std::string_view line, server::reply answer) {
      const auto asked = parse_request(line);
      if (!asked)
        return answer(refusal_line(asked.error()));
      if (asked->command == "never")
        return kept.push_back(std::move(answer));
      if (asked->command == "large")
        return answer(answer_line(document{std::string(1'000'000, 'x')}));
      const std::string text = answer_line(document{asked->command});
      if (asked->command == "later")
        others.emplace_back([answer, text] { answer(text); });
      else
        answer(text);
    });
    REQUIRE_MESSAGE(opened, message_of(opened ? caf::error{} : opened.error()));
    listening = std::move(*opened);
  }
  ~echo_host() {
    listening.reset();
    for (std::thread& each : others)
      each.join();
    for (const server::reply& each : kept)
      each("too late\n");
  }

  std::vector<server::reply> kept;
  std::vector<std::thread> others;
  std::unique_ptr<server> listening;
};

std::string asked(const std::filesystem::path& folder, const std::string& command) {
  const auto answer = ask(folder, {command, document{document::map{}}});
  return answer ? answer->scalar_text() : "error: " + message_of(answer.error());
}

descriptor connected(const std::filesystem::path& folder) {
  auto made = connect_in(folder);
  REQUIRE(made);
  return std::move(*made);
}

// As much as the server takes.
size_t push(const descriptor& to, std::string_view text) {
  size_t sent = 0;
  while (sent < text.size()) {
    const ssize_t n = send(to.get(), text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (n <= 0) {
      pollfd watched{to.get(), POLLOUT, 0};
      if (errno != EAGAIN || poll(&watched, 1, 1000) <= 0)
        break;
      continue;
    }
    sent += static_cast<size_t>(n);
  }
  return sent;
}

// What comes until the server closes the connection or `lines` lines are there.
std::string heard(const descriptor& from, size_t lines) {
  std::string text;
  while (static_cast<size_t>(std::count(text.begin(), text.end(), '\n')) < lines) {
    pollfd watched{from.get(), POLLIN, 0};
    if (poll(&watched, 1, 5000) <= 0)
      return text + "(nothing more)";
    char block[4096];
    const ssize_t n = recv(from.get(), block, sizeof block, 0);
    if (n <= 0)
      return text + "(closed)";
    text.append(block, static_cast<size_t>(n));
  }
  return text;
}

}  // namespace

TEST_CASE("control server: requests are answered at once, from another thread, and in large") {
  const test::temp_folder scratch;
  const echo_host host{scratch.path()};
  CHECK(asked(scratch.path(), "ps") == "ps");
  CHECK(asked(scratch.path(), "later") == "later");
  CHECK(asked(scratch.path(), "large").size() == 1'000'000);
}

TEST_CASE("control server: a connection may ask again, and ask for several things at once") {
  const test::temp_folder scratch;
  const echo_host host{scratch.path()};
  const descriptor client = connected(scratch.path());
  push(client, request_line({"a", document{document::map{}}}) + "\n" + request_line({"later", document{document::map{}}})
                 + request_line({"b", document{document::map{}}}));
  CHECK(heard(client, 3) == answer_line(document{"a"}) + answer_line(document{"later"}) + answer_line(document{"b"}));
}

TEST_CASE("control server: the socket is its owner's alone and goes with the server") {
  const test::temp_folder scratch;
  {
    const echo_host host{scratch.path()};
    struct stat seen{};
    REQUIRE(stat((scratch / socket_name).c_str(), &seen) == 0);
    CHECK(S_ISSOCK(seen.st_mode));
    CHECK((seen.st_mode & 0777) == 0600);
  }
  CHECK_FALSE(std::filesystem::exists(scratch / socket_name));
  CHECK(asked(scratch.path(), "ps").find("no troupe is running here (looked for " + (scratch / socket_name).string() + ")")
        != std::string::npos);
}

TEST_CASE("control server: a socket that a killed host left behind answers nobody and is replaced") {
  const test::temp_folder scratch;
  {
    const auto left = listen_in(scratch.path());
    REQUIRE(left);
  }
  REQUIRE(std::filesystem::exists(scratch / socket_name));
  CHECK(asked(scratch.path(), "ps").find("no troupe is running here") != std::string::npos);
  const echo_host host{scratch.path()};
  CHECK(asked(scratch.path(), "ps") == "ps");
}

TEST_CASE("control server: a state folder may lie deeper than the address of a socket can say") {
  const test::temp_folder scratch;
  const std::filesystem::path deep = scratch.path() / std::string(120, 'a') / std::string(120, 'b');
  std::filesystem::create_directories(deep);
  const echo_host host{deep};
  CHECK(std::filesystem::exists(deep / socket_name));
  CHECK(asked(deep, "ps") == "ps");
}

TEST_CASE("control server: garbage is refused, and others are heard meanwhile") {
  const test::temp_folder scratch;
  const echo_host host{scratch.path()};
  const descriptor garbage = connected(scratch.path());
  push(garbage, std::string("\0\xff{{{\"v\":\n", 10));
  CHECK(heard(garbage, 1).find("this is not JSON") != std::string::npos);

  const descriptor half = connected(scratch.path());
  push(half, R"({"v":1,"comm)");
  CHECK(asked(scratch.path(), "ps") == "ps");
  push(half, "and\":\"half\"}\n");
  CHECK(heard(half, 1) == answer_line(document{"half"}));
}

TEST_CASE("control server: a line without end is refused at its limit and the connection closed") {
  const test::temp_folder scratch;
  const echo_host host{scratch.path()};
  const descriptor client = connected(scratch.path());
  push(client, std::string(1'000'000, 'x'));
  const std::string text = heard(client, 2);
  CHECK(text.find("at most 65536 bytes") != std::string::npos);
  CHECK(text.ends_with("(closed)"));
  CHECK(asked(scratch.path(), "ps") == "ps");
}

TEST_CASE("control server: clients that never read, or leave before their answer, harm nobody") {
  const test::temp_folder scratch;
  const echo_host host{scratch.path()};
  std::vector<descriptor> deaf;
  for (int i = 0; i < 5; ++i) {
    deaf.push_back(connected(scratch.path()));
    push(deaf.back(), request_line({"large", document{document::map{}}}));
  }
  {
    const descriptor gone = connected(scratch.path());
    push(gone, request_line({"never", document{document::map{}}}));
  }
  CHECK(asked(scratch.path(), "ps") == "ps");
}

TEST_CASE("control server: too many clients are told so") {
  const test::temp_folder scratch;
  const echo_host host{scratch.path()};
  std::vector<descriptor> clients;
  for (size_t i = 0; i < limits::control_clients_max; ++i) {
    clients.push_back(connected(scratch.path()));
    push(clients.back(), request_line({"a", document{document::map{}}}));
    REQUIRE(heard(clients.back(), 1) == answer_line(document{"a"}));
  }
  CHECK(asked(scratch.path(), "ps") == "error: too many clients at once (try again)");
  clients.clear();
}

TEST_CASE("control client: a host that listens and never answers is one that hangs, though it says that it works") {
  const test::temp_folder scratch;
  const echo_host host{scratch.path()};
  const std::string text = asked(scratch.path(), "never");
  CHECK(text.find("pid " + std::to_string(getpid()) + ", does not answer, waited 5 s") != std::string::npos);
}

TEST_CASE("control server: who waits for an order hears that it is under way") {
  const test::temp_folder scratch;
  const echo_host host{scratch.path()};
  const descriptor client = connected(scratch.path());
  push(client, request_line({"never", document{document::map{}}}));
  CHECK(heard(client, 1) == pending_line());
}
