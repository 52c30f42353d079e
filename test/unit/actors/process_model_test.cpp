// Random trees of linked, monitoring, trapping, upgrading, crashing, named processes, against a small reference (process_model.hpp).
//
// A step is one thing that one process does; then everything runs until all wait. Clock and pool are worked by hand, so a seed says it all:
//   TROUPE_MODEL_STEPS=100000 TROUPE_MODEL_SEED=7 build/release/test/unit/actors/unit_actors -tc='process model*'
#include "test/unit/actors/process_model.hpp"

#include "test/support/process_rig.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <random>

using namespace troupe;
using namespace troupe::test;
using namespace std::chrono_literals;

namespace {

// Does what it is told by messages under `do`, and says aloud what it sees.
constexpr const char* program = R"lua(
local env = require("env")
local time = require("time")

local function report(text)
  env.set("REPORT", process.pid() .. " " .. text)
end

-- Without what differs between causes that are the same to the reference.
local function short(err)
  local message = err:message()
  for _, known in ipairs({"upgrade: create failed", "upgrade: init failed", "broken", "could not resolve"}) do
    if string.find(message, known, 1, true) then
      return known
    end
  end
  return message
end

local function answer(value, err)
  report("reply " .. (err ~= nil and "error " .. err:kind() .. " " .. short(err) or tostring(value)))
end

local operations = {}

function operations.spawn(c)
  local how = process.with_context({})
  if c.name then
    how = how:with_name(c.name):with_message("msg", "hello")
  end
  answer(how[c.how](how, c.entry, "app:host"))
end

function operations.exec(c) answer(process.exec(c.entry, "app:host")) end
function operations.link(c) answer(process.link(c.target)) end
function operations.unlink(c) answer(process.unlink(c.target)) end
function operations.monitor(c) answer(process.monitor(c.target)) end
function operations.unmonitor(c) answer(process.unmonitor(c.target)) end
function operations.terminate(c) answer(process.terminate(c.target)) end
function operations.cancel(c) answer(process.cancel(c.target, "reason" .. c.number)) end
function operations.trap(c) answer(process.set_options({trap_links = c.on})) end
function operations.register(c) answer(process.registry.register(c.name, c.target)) end
function operations.unregister(c) answer(process.registry.unregister(c.name)) end
function operations.lookup(c) answer(process.registry.lookup(c.name)) end
function operations.upgrade(c) process.upgrade(c.entry) end
function operations.raise() error("boom", 0) end

function operations.send(c)
  for i = 1, c.count do
    answer(process.send(c.target, "msg", c.number + i))
  end
end

function operations.crash()
  coroutine.spawn(function() error("in a coroutine", 0) end)
end

function operations.late()
  coroutine.spawn(function()
    time.sleep("10ms")
    error("late", 0)
  end)
  answer(true)
end

function operations.spin(c)
  local sum = 0
  for i = 1, c.number do
    sum = sum + i % 3
  end
  answer(sum >= 0)
end

local function event_text(e)
  if e.kind == process.event.CANCEL then
    return e.kind .. " " .. e.from .. " " .. e.reason
  end
  local result = e.result.error and "error " .. short(e.result.error) or "value " .. tostring(e.result.value)
  return e.kind .. " " .. e.from .. " " .. result
end

return {main = function()
  report("begin " .. process.id())
  local commands = process.listen("do")
  local messages = process.listen("msg", {message = true})
  local events = process.events()
  local deaf = false
  while true do
    local cases = {commands:case_receive()}
    if not deaf then
      cases = {events:case_receive(), messages:case_receive(), commands:case_receive()}
    end
    local got = channel.select(cases)
    local c = got.value
    if got.channel == events then
      report("event " .. event_text(c))
    elseif got.channel == messages then
      report("msg " .. tostring(c:payload():data()) .. " from " .. c:from())
    elseif c.op == "return" then
      return c.number
    elseif c.op == "fail" then
      return nil, errors.new("failed " .. c.number)
    elseif c.op == "deaf" then
      deaf = c.on
    else
      operations[c.op](c)
    end
  end
end}
)lua";

// Keeps what the programs say.
class recorder final : public actors::env_storage {
public:
  caf::expected<std::optional<std::string>> get(const std::string&) override { return std::optional<std::string>{}; }
  caf::error set(const std::string&, const std::string& text) override {
    lines.push_back(text);
    return caf::none;
  }
  std::vector<std::string> lines;
};

class walk {
public:
  explicit walk(uint32_t seed) : random_(seed) {
    for (const char* name : {"node", "other"})
      rig_.add(name, program);
    rig_.add("broken", "error('broken')");
    rig_.add("instant", "return {main = function() return 7 end}");
    rig_.add("instant_error", "return {main = function() return nil, errors.new('boom') end}");
    actors::env_variable variable;
    variable.id = "app:report";
    variable.public_name = "REPORT";
    variable.storage = "app:recorder";
    rig_.node().variables().publish({{"app:recorder", said_}}, {variable});
  }

  // One step; answers what differs, "" if nothing does.
  std::string step() {
    said_->lines.clear();
    model_.clear_step();
    rig_.pool.preempt_each(one_of(std::vector<int>{0, 0, 300, 2000}));
    choose();
    REQUIRE(rig_.pool.run(1'000'000));
    return difference();
  }

  // Everybody is told to go.
  std::string finish() {
    said_->lines.clear();
    model_.clear_step();
    while (!model_.living.empty()) {
      const uint64_t who = model_.living.begin()->first;
      rig_.node().names().find({nullptr, who})->terminate(runtime::fault::undecided(errc::internal, "process terminated"));
      model_.end(who, {true, "error process terminated"});
      REQUIRE(rig_.pool.run());
    }
    const size_t left = rig_.node().names().count();
    return left == 0 && rig_.host->living() == 0 ? "" : fmt::format("{} processes left, {} on the host", left, rig_.host->living());
  }

  // How often what was said: a walk that sees nothing shows nothing.
  const std::map<std::string, uint64_t>& seen() const { return seen_; }

  const std::deque<std::string>& last_steps() const { return history_; }

private:
  // ---- chance -------------------------------------------------------------------------------------------------------------
  uint32_t below(uint32_t n) { return static_cast<uint32_t>(random_()) % n; }
  template <class T>
  T one_of(const std::vector<T>& from) {
    return from[below(static_cast<uint32_t>(from.size()))];
  }
  uint64_t somebody() {
    auto at = model_.living.begin();
    std::advance(at, below(static_cast<uint32_t>(model_.living.size())));
    return at->first;
  }
  // Mostly one that lives; else one that has ended.
  uint64_t anybody() { return below(8) == 0 ? 1 + below(static_cast<uint32_t>(model_.last())) : somebody(); }
  std::string some_name() { return "n" + std::to_string(below(6)); }

  // ---- steps --------------------------------------------------------------------------------------------------------------
  void note(std::string what) {
    history_.push_back(std::move(what));
    if (history_.size() > 25)
      history_.pop_front();
  }

  void tell(uint64_t who, document::map members) {
    std::string text = process_model::pid(who);
    for (const auto& [key, member] : members)
      text += " " + key + "=" + member.scalar_text();
    note(std::move(text));
    auto letter = std::make_unique<runtime::message>();
    letter->topic = "do";
    letter->body = runtime::to_value(document{std::move(members)});
    REQUIRE(rig_.node().names().find({nullptr, who})->offer(std::move(letter)) == actors::process::delivery::done);
  }

  void choose() {
    if (model_.living.size() < 12) {
      note("a root");
      rig_.spawn("node");
      model_.begin("app:node");
      return;
    }
    const uint64_t who = somebody();
    const bool crowded = model_.living.size() > 40;
    switch (below(crowded ? 8 : 24)) {
      case 0: return ends(who);
      case 1: return terminates(who);
      case 2: return upgrades(who);
      case 3: return relates(who);
      case 4: return cancels(who);
      case 5: return turns(who);
      case 6: return names(who);
      case 7: return relates(who);
      case 8:
      case 9:
      case 10:
      case 11:
      case 12: return spawns(who);
      case 13:
      case 14:
      case 15: return relates(who);
      case 16: return turns(who);
      case 17: return names(who);
      case 18:
      case 19: return sends(who);
      case 20: return executes(who);
      case 21: return waits(who);
      case 22:
        tell(who, {{"op", "spin"}, {"number", int64_t{200 + below(3000)}}});
        return model_.reply(who, "true");
      default: return upgrades(who);
    }
  }

  void ends(uint64_t who) {
    const auto number = static_cast<int64_t>(below(100));
    switch (below(4)) {
      case 0:
        tell(who, {{"op", "return"}, {"number", number}});
        return model_.end(who, {false, fmt::format("value {}", number)});
      case 1:
        tell(who, {{"op", "fail"}, {"number", number}});
        return model_.end(who, {true, fmt::format("error failed {}", number)});
      case 2:
        tell(who, {{"op", "raise"}});
        return model_.end(who, {true, "error boom"});
      default:
        tell(who, {{"op", "crash"}});
        return model_.end(who, {true, "error in a coroutine"});
    }
  }

  void terminates(uint64_t who) {
    const uint64_t target = anybody();
    tell(who, {{"op", "terminate"}, {"target", process_model::pid(target)}});
    model_.reply(who, model_.lives(target) ? "true" : "error Internal process not found");
    model_.end(target, {true, "error process terminated"});
  }

  void cancels(uint64_t who) {
    const uint64_t target = anybody();
    const auto number = static_cast<int64_t>(below(100));
    tell(who, {{"op", "cancel"}, {"target", process_model::pid(target)}, {"number", number}});
    model_.reply(who, model_.lives(target) ? "true" : "error Internal process not found");
    model_.cancel(target, who, fmt::format("reason{}", number));
  }

  void upgrades(uint64_t who) {
    const auto entry = one_of(std::vector<std::string>{"", "app:node", "app:other", "app:other", "app:none", "app:broken"});
    tell(who, {{"op", "upgrade"}, {"entry", entry}});
    if (model_.living.at(who).late)
      late_ = 0;
    if (entry == "app:none")
      return model_.end(who, {true, "error upgrade: create failed"});
    if (entry == "app:broken")
      return model_.end(who, {true, "error upgrade: init failed"});
    model_.upgrade(who, entry);
  }

  void relates(uint64_t who) {
    const uint64_t target = anybody();
    const auto op = one_of(std::vector<std::string>{"link", "link", "unlink", "monitor", "monitor", "unmonitor"});
    tell(who, {{"op", op}, {"target", process_model::pid(target)}});
    model_.reply(who, op == "link"      ? model_.link(who, target)
                      : op == "unlink"  ? model_.unlink(who, target)
                      : op == "monitor" ? model_.monitor(who, target)
                                        : model_.unmonitor(who, target));
  }

  // Options, and whether it reads.
  void turns(uint64_t who) {
    const bool on = below(4) != 0;
    if (below(3) != 0) {
      tell(who, {{"op", "trap"}, {"on", on}});
      model_.living.at(who).trap = on;
      return model_.reply(who, "true");
    }
    tell(who, {{"op", "deaf"}, {"on", !on}});
    model_.set_deaf(who, !on);
  }

  void names(uint64_t who) {
    const std::string name = some_name();
    switch (below(4)) {
      case 0:
        tell(who, {{"op", "unregister"}, {"name", name}});
        return model_.reply(who, model_.unregister_name(name));
      case 1: {
        tell(who, {{"op", "lookup"}, {"name", name}});
        const uint64_t holder = model_.holder(name);
        return model_.reply(who, holder != 0 ? process_model::pid(holder) : "error NotFound name not registered");
      }
      default: {
        const uint64_t target = below(2) == 0 ? who : anybody();
        tell(who, {{"op", "register"}, {"name", name}, {"target", process_model::pid(target)}});
        return model_.reply(who, model_.register_name(name, target));
      }
    }
  }

  void sends(uint64_t who) {
    const bool by_name = below(3) == 0;
    const std::string name = some_name();
    const uint64_t target = by_name ? model_.holder(name) : anybody();
    const auto count = static_cast<int64_t>(1 + below(5));
    const int64_t first = messages_;
    messages_ += count;
    tell(who, {{"op", "send"}, {"target", by_name ? name : process_model::pid(target)}, {"number", first}, {"count", count}});
    for (int64_t i = 1; i <= count; ++i) {
      const bool arrives = target != 0 && model_.lives(target);
      model_.reply(who, arrives ? "true" : by_name ? "error NotFound could not resolve" : "error NotFound process not found");
      if (arrives)
        model_.message(target, fmt::format("{} from {}", first + i, process_model::pid(who)));
    }
  }

  void spawns(uint64_t who) {
    const auto how = one_of(std::vector<std::string>{"spawn", "spawn_monitored", "spawn_linked", "spawn_linked_monitored"});
    const auto entry = one_of(std::vector<std::string>{"app:node", "app:node", "app:other", "app:instant", "app:instant_error", "app:broken", "app:none"});
    document::map members{{"op", "spawn"}, {"how", how}, {"entry", entry}};
    const std::string name = below(3) == 0 ? some_name() : "";
    if (!name.empty())
      members.emplace_back("name", name);
    tell(who, std::move(members));
    if (const uint64_t holder = name.empty() ? 0 : model_.holder(name)) {
      model_.reply(who, process_model::pid(holder));
      return model_.message(holder, "hello from ");
    }
    if (entry == "app:none")
      return model_.reply(who, "error NotFound process not found: app:none");
    if (entry == "app:broken") {
      model_.skip_number();
      return model_.reply(who, "error Internal broken");
    }
    const uint64_t child = model_.begin(entry);
    if (how.find("linked") != std::string::npos)
      model_.link(who, child);
    if (how.find("monitored") != std::string::npos)
      model_.monitor(who, child);
    if (!name.empty())
      model_.register_name(name, child);
    model_.reply(who, process_model::pid(child));
    if (entry == "app:instant")
      return model_.end(child, {false, "value 7"});
    if (entry == "app:instant_error")
      return model_.end(child, {true, "error boom"});
    if (!name.empty())
      model_.message(child, "hello from ");
  }

  void executes(uint64_t who) {
    const bool fails = below(2) == 0;
    tell(who, {{"op", "exec"}, {"entry", fails ? "app:instant_error" : "app:instant"}});
    model_.skip_number();
    model_.reply(who, fails ? "error Internal boom" : "7");
  }

  // One at a time, or two that are linked could each be the cause.
  void waits(uint64_t who) {
    if (late_ != 0 && model_.lives(late_)) {
      note("10 ms pass");
      model_.end(late_, {true, "error late"});
      late_ = 0;
      rig_.advance(10ms);
      return;
    }
    tell(who, {{"op", "late"}});
    model_.living.at(who).late = true;
    late_ = who;
    model_.reply(who, "true");
  }

  // ---- comparison -----------------------------------------------------------------------------------------------------------
  static std::string listed(const model_reports& said) {
    std::string text;
    for (const std::string& each : said.others)
      text += "\n    " + each;
    for (const std::string& each : said.events)
      text += "\n    " + each;
    for (const std::string& each : said.messages)
      text += "\n    " + each;
    return text;
  }

  // EXIT of one process comes before its LINK_DOWN.
  static std::string wrong_order(const std::vector<std::string>& events) {
    std::set<std::string> down;
    for (const std::string& each : events) {
      const size_t from = each.find('{');
      const std::string pid = from == std::string::npos ? "" : each.substr(from, each.find('}') - from);
      if (each.starts_with("event pid.link.down"))
        down.insert(pid);
      else if (each.starts_with("event pid.exit") && down.contains(pid))
        return "LINK_DOWN before EXIT: " + each;
    }
    return {};
  }

  std::string difference() {
    std::map<uint64_t, model_reports> heard;
    std::map<uint64_t, std::vector<std::string>> events;
    for (const std::string& line : said_->lines) {
      const size_t space = line.find(' ');
      const uint64_t who = std::stoull(line.substr(line.find("0x"), space), nullptr, 16);
      const std::string text = line.substr(space + 1);
      for (const char* each : {"event pid.exit", "event pid.link.down", "event pid.cancel", "linked process failed", "process terminated",
                               "upgrade: create failed", "upgrade: init failed", "already monitoring pid", "name already registered",
                               "in a coroutine", "late", "hello from ", "msg "})
        seen_[each] += text.find(each) != std::string::npos ? 1 : 0;
      if (text.starts_with("event ")) {
        heard[who].events.insert(text);
        events[who].push_back(text);
      } else if (text.starts_with("msg ")) {
        heard[who].messages.push_back(text);
      } else {
        heard[who].others.push_back(text);
      }
    }
    for (const auto& [who, list] : events)
      if (std::string problem = wrong_order(list); !problem.empty())
        return process_model::pid(who) + ": " + problem;
    std::set<uint64_t> all;
    for (const auto& [who, reports] : heard)
      all.insert(who);
    for (const auto& [who, reports] : model_.said())
      all.insert(who);
    for (const uint64_t who : all) {
      const auto found = model_.said().find(who);
      const model_reports none;
      const model_reports& want = found == model_.said().end() ? none : found->second;
      const model_reports& got = heard[who];
      const bool whole = got.others == want.others && got.events == want.events && got.messages == want.messages;
      if (!whole && !(model_.ended().contains(who) && is_part(got, want)))
        return fmt::format("{} said{}\n  expected{}", process_model::pid(who), listed(got), listed(want));
    }
    return state_difference();
  }

  // Programs without `begin` (instant ones) say nothing at all.
  static bool is_part(const model_reports& got, const model_reports& want) {
    const auto prefix = [](const std::vector<std::string>& part, const std::vector<std::string>& of) {
      return part.size() <= of.size() && std::equal(part.begin(), part.end(), of.begin());
    };
    // What the reference never tells to one that ended is not looked at: it may have been read before the end came.
    return prefix(got.others, want.others) && prefix(got.messages, want.messages);
  }

  std::string state_difference() {
    actors::names& table = rig_.node().names();
    if (table.count() != model_.living.size() || rig_.host->living() != model_.living.size())
      return fmt::format("{} processes live, {} on the host; expected {}", table.count(), rig_.host->living(), model_.living.size());
    for (const auto& [who, each] : model_.living) {
      const actors::process_ptr found = table.find({nullptr, who});
      if (!found)
        return process_model::pid(who) + " does not live";
      if (found->entry() != each.entry)
        return fmt::format("{} runs {}, expected {}", process_model::pid(who), found->entry(), each.entry);
      if (found->mailbox().messages() != each.unread_messages.size())
        return fmt::format("{} has {} unread messages, expected {}", process_model::pid(who), found->mailbox().messages(),
                           each.unread_messages.size());
    }
    for (uint32_t i = 0; i < 6; ++i) {
      const std::string name = "n" + std::to_string(i);
      if (table.lookup(name).number != model_.holder(name))
        return fmt::format("{} is {}, expected {}", name, table.lookup(name).number, model_.holder(name));
    }
    return {};
  }

  std::mt19937 random_;
  std::shared_ptr<recorder> said_ = std::make_shared<recorder>();
  process_rig rig_;
  process_model model_;
  std::deque<std::string> history_;
  std::map<std::string, uint64_t> seen_;
  uint64_t late_ = 0;
  int64_t messages_ = 0;
};

uint64_t number_from(const char* variable, uint64_t fallback) {
  const char* text = std::getenv(variable);
  return text == nullptr ? fallback : std::strtoull(text, nullptr, 10);
}

}  // namespace

TEST_CASE("process model: random trees of processes do what the reference does") {
  const uint64_t steps = number_from("TROUPE_MODEL_STEPS", 10'000);
  const auto seed = static_cast<uint32_t>(number_from("TROUPE_MODEL_SEED", std::random_device{}()));
  MESSAGE("seed " << seed << ", " << steps << " steps");
  walk here{seed};
  for (uint64_t i = 0; i < steps; ++i) {
    const std::string problem = here.step();
    if (problem.empty())
      continue;
    std::string lately;
    for (const std::string& each : here.last_steps())
      lately += "\n  " + each;
    FAIL("step " << i << " with seed " << seed << ": " << problem << "\nlast steps:" << lately);
  }
  std::string summary;
  for (const auto& [what, times] : here.seen()) {
    CHECK_MESSAGE((times > 0 || steps < 10'000), "nobody said \"" << what << "\" in " << steps << " steps");
    summary += fmt::format(" {} {},", times, what);
  }
  MESSAGE("seen:" << summary);
  CHECK(here.finish() == "");
}
