#include "config/heap_bytes.hpp"
#include "config/limits.hpp"
#include "runtime/lua/slice.hpp"
#include "test/support/machine_rig.hpp"

using namespace troupe;
using namespace troupe::test;

namespace {

const std::vector<std::string> modules{"events", "expr", "funcs", "logger", "metrics", "security", "text"};

// A machine that has more than its limit is collected by the hook, for which there must be a slice.
class thread_slice {
public:
  thread_slice() noexcept { here_.attach(); }
  ~thread_slice() { here_.detach(); }
  thread_slice(const thread_slice&) = delete;
  thread_slice& operator=(const thread_slice&) = delete;

private:
  runtime::lua::slice here_;
};

std::string program(const std::string& body) {
  return "local events, expr, funcs, logger = require('events'), require('expr'), require('funcs'), require('logger') "
         "local metrics, security, text = require('metrics'), require('security'), require('text') "
         "local P = ('x'):rep(100000) return {main = function() " + body + " end}";
}

// What `body` answers in a machine of 8 MiB; P is a text of a tenth of a MiB.
std::string run_in_8_mib(const std::string& body) {
  const thread_slice here;
  machine_rig rig{program(body), modules, {.memory_bytes = size_t{8} << 20}};
  return rig.run();
}

// Each is something that holds a text of its own, `i` tells them apart.
struct held_outside {
  const char* what;
  const char* make;
};

constexpr held_outside all[] = {
  {"message of an error", "errors.new(P .. i)"},
  {"details of an error", "errors.new{message = 'x', details = {a = P .. i}}"},
  {"context of an error", "errors.wrap(errors.new('x'), P .. i)"},
  {"options of a spawn", "process.with_options({a = P .. i})"},
  {"context of a spawn", "process.with_context({a = P .. i})"},
  {"first message of a spawn", "process.with_options({}):with_message('t', P .. i)"},
  {"context of a call", "funcs.new():with_context({a = P .. i})"},
  {"options of a call", "funcs.new():with_options({a = P .. i})"},
  {"actor of a call", "funcs.new():with_actor(security.new_actor('a', {a = P .. i}))"},
  {"expression", "assert(expr.compile('\"' .. P .. i .. '\"'))"},
  {"actor", "security.new_actor(P .. i)"},
  {"logger", "logger:named(P .. i)"},
  {"regular expression", "assert(text.regexp.compile(P:sub(1, 2000) .. i))"},
  {"splitter", "assert(text.splitter.recursive({separators = {P .. i}}))"},
  {"payload", "payload.new(P .. i)"},
};

}  // namespace

TEST_CASE("memory account: what objects hold outside the heap counts, and the limit raises") {
  for (const held_outside& each : all) {
    CAPTURE(each.what);
    CHECK(run_in_8_mib(std::string{"local kept, n = {}, 0 "
                                   "local ok, e = pcall(function() for i = 1, 1000 do kept[i] = "}
                       + each.make
                       + " n = i end end) kept = nil "
                         "return tostring(ok) .. ' ' .. tostring(tostring(e):match('not enough memory')) .. (n > 4 and n < 100 and '' or n)")
          == "false not enough memory");
  }
}

TEST_CASE("memory account: what nobody holds any more does not count") {
  for (const held_outside& each : all) {
    CAPTURE(each.what);
    CHECK(run_in_8_mib(std::string{"for i = 1, 1000 do local made = "} + each.make + " end return 'ended'") == "ended");
  }
}

TEST_CASE("memory account: expressions that are kept parsed count, and make room") {
  CHECK(run_in_8_mib("for i = 1, 1000 do assert(expr.eval('len(\"' .. P .. i .. '\")')) end return 'ended'") == "ended");
  // Texts small, trees large.
  CHECK(run_in_8_mib("local sum = ('1+'):rep(100) for i = 1, 2000 do assert(expr.eval(sum .. i) == 100 + i) end return 'ended'") == "ended");
}

TEST_CASE("memory account: the topics that a process listens to count until it does not") {
  CHECK(run_in_8_mib("local t, n = P:sub(1, 60000), 0 "
                     "local ok, e = pcall(function() for i = 1, 1000 do process.listen(t .. i) n = i end end) "
                     "return tostring(ok) .. ' ' .. tostring(tostring(e):match('not enough memory')) .. (n > 20 and n < 200 and '' or n)")
        == "false not enough memory");
  CHECK(run_in_8_mib("local t = P:sub(1, 60000) for i = 1, 1000 do assert(process.unlisten(assert(process.listen(t .. i)))) end return 'ended'")
        == "ended");
}

TEST_CASE("memory account: the arguments of a call under way count as the future's, until it is complete or canceled") {
  const std::string forty = "local f for i = 1, 40 do f = assert(funcs.async('app:f', P .. i)) end ";
  {
    const thread_slice here;
    machine_rig rig{program(forty + "process.inbox():receive() return 'ended'"), modules, {.memory_bytes = size_t{64} << 20}};
    CHECK(rig.run() == "blocked");
    REQUIRE(rig.asked.size() == 40);
    const size_t under_way = rig.machine->memory_bytes();
    for (const auto& [call, who] : rig.asked)
      rig.complete(who, runtime::value::of("done"));
    CHECK(rig.go_on() == "blocked");
    CHECK(rig.machine->memory_bytes() + 3'500'000 < under_way);
  }
  CHECK(run_in_8_mib("local n = 0 local ok, e = pcall(function() for i = 1, 1000 do funcs.async('app:f', P .. i) n = i end end) "
                     "return tostring(ok) .. ' ' .. tostring(tostring(e):match('not enough memory')) .. (n > 20 and n < 100 and '' or n)")
        == "false not enough memory");
  CHECK(run_in_8_mib("for i = 1, 200 do funcs.async('app:f', P .. i):cancel() end return 'ended'") == "ended");
}

TEST_CASE("memory account: a future answers what its channel gave, as often as it is asked") {
  machine_rig rig{"local funcs = require('funcs') return {main = function() "
                  "local f = funcs.async('app:f') local g = funcs.async('app:g') "
                  "local given, failed = f:response():receive(), g:response():receive() "
                  "local v, e = f:result() local none, why = g:result() local kind, has = g:error() "
                  "return given:data() .. v:data() .. f:result():data() .. tostring(e) .. failed:kind() .. tostring(none) .. why:message() "
                  ".. why:kind() .. kind:kind() .. tostring(has) .. tostring(f:is_complete()) .. tostring(g:is_complete()) end}",
                  {"funcs"}};
  CHECK(rig.run() == "blocked");
  rig.complete(rig.asked[0].second, runtime::value::of("r"));
  rig.complete(rig.asked[1].second, runtime::fault::of(errc::timeout, "late"));
  CHECK(rig.go_on() == "rrrnilTimeoutnillateTimeoutInternaltruetruetrue");
}

TEST_CASE("memory account: texts that others keep are bounded, and what is longer is refused") {
  const auto answer = [](const std::string& call) {
    machine_rig rig{program("local none, e = " + call + " return tostring(none) .. e:kind() .. ' ' .. e:message()"), modules};
    const std::string said = rig.run();
    CHECK(rig.asked.empty());
    CHECK(rig.sent.empty());
    return said;
  };
  CHECK(answer("process.send(process.pid(), ('t'):rep(65537), 1)") == "nilInvalid topic is longer than 65536 bytes");
  CHECK(answer("process.listen(('t'):rep(65537))") == "nilInvalid topic is longer than 65536 bytes");
  CHECK(answer("subscribe(('t'):rep(65537), channel.new())") == "nilInvalid topic is longer than 65536 bytes");
  CHECK(answer("process.registry.register(('n'):rep(4097))") == "nilInvalid name is longer than 4096 bytes");
  CHECK(answer("process.cancel(process.pid(), ('r'):rep(16385))") == "nilInvalid cancel reason is longer than 16384 bytes");
  CHECK(answer("events.subscribe(('s'):rep(4097))") == "nilInvalid event pattern is longer than 4096 bytes");
  CHECK(answer("events.subscribe('s', ('k'):rep(4097))") == "nilInvalid event pattern is longer than 4096 bytes");
  CHECK(answer("events.send('s', 'k', ('p'):rep(4097))") == "nilInvalid path is longer than 4096 bytes");
  CHECK(answer("metrics.counter_inc(('m'):rep(4097))") == "nilInvalid metric name is longer than 4096 bytes");
  CHECK(answer("metrics.counter_inc('m', {l = ('t'):rep(4095)})") == "nilInvalid metric name with its labels is longer than 4096 bytes");
  CHECK(answer("(function() local l = {} for i = 1, 65 do l['l' .. i] = '' end return metrics.counter_inc('m', l) end)()")
        == "nilInvalid a metric has too many labels");
  CHECK(answer("(function() local ok, e = pcall(function() return process.with_options({}):with_message(('t'):rep(65537)) end) "
               "return nil, errors.new{message = tostring(e):match('topic is too long'), kind = 'Invalid'} end)()")
        == "nilInvalid topic is too long");
  CHECK(answer("(function() local ok, e = pcall(function() return process.with_options({}):with_name(('n'):rep(4097)) end) "
               "return nil, errors.new{message = tostring(e):match('name is too long'), kind = 'Invalid'} end)()")
        == "nilInvalid name is too long");
}

TEST_CASE("memory account: the longest texts go through") {
  machine_rig rig{program("assert(process.send(process.pid(), ('t'):rep(65536), 1)) assert(process.listen(('t'):rep(65536))) "
                          "process.cancel(process.pid(), ('r'):rep(16384)) return 'ended'"),
                  modules};
  CHECK(rig.run() == "blocked");
  CHECK(rig.sent.size() == 1);
  CHECK(rig.asked.size() == 1);
}

TEST_CASE("memory account: a long topic counts in the mailbox, a short one is part of the letter") {
  runtime::message letter;
  letter.body = runtime::value::of("four");
  const uint64_t body = letter.body.bytes().size();
  letter.topic = "short";
  CHECK(runtime::mailbox_bytes(letter) == body);
  letter.topic = std::string(1000, 't');
  CHECK(runtime::mailbox_bytes(letter) == body + 1000);
}

TEST_CASE("memory account: what a document takes follows its texts and its members") {
  CHECK(heap_bytes(document{"short"}) == 0);
  CHECK(heap_bytes(document{std::string(1000, 'x')}) >= 1000);
  document tree;
  tree.set("a", document{document::list(10, document{std::string(100, 'x')})});
  CHECK(heap_bytes(tree) >= 1000 + 10 * sizeof(document));
}
