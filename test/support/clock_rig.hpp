// A Lua machine in a world that a test plays: the clock moves by hand, and timers fire when it passes them.
//
// The chunk is plain Lua, not the dialect, and its function returns what the test looks at.
#pragma once

#include "runtime/effect.hpp"
#include "runtime/lua/lua.hpp"
#include "runtime/lua/program.hpp"
#include "runtime/lua/vm.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace troupe::test {

class clock_rig final : public runtime::effect_handler {
public:
  // Loads a chunk that returns a function, and runs that until it waits or ends.
  clock_rig(std::string_view chunk, std::vector<std::string> modules) {
    auto made = std::make_shared<runtime::lua::program>();
    runtime::lua::unit unit;
    unit.id = made->id = {"app", "test"};
    unit.chunk_name = "app:test";
    unit.bytecode = compile(chunk);
    unit.modules = std::move(modules);
    made->method = "main";
    made->units.push_back(std::move(unit));
    machine_ = runtime::lua::vm::create(std::move(made));
    if (const auto failed = machine_->load(*this, {})) {
      end_ = failed->kind + ": " + failed->message;
      return;
    }
    machine_->begin(*this, {}, {}, {});
    run();
  }
  ~clock_rig() override { machine_->end_life(); }

  // Moves the clock, firing what is due on the way.
  void advance(std::chrono::nanoseconds span) {
    const auto until = clock_.steady() + span;
    while (end_.empty()) {
      const auto next =
        std::min_element(timers_.begin(), timers_.end(),
                         [](const timer& a, const timer& b) { return a.due < b.due; });
      if (next == timers_.end() || next->due > until)
        break;
      clock_.advance(next->due - clock_.steady());
      auto letter = std::make_unique<runtime::message>();
      letter->kind = runtime::letter::timer;
      letter->reference = next->who;
      if (next->period.count() > 0)
        next->due += next->period;
      else
        timers_.erase(next);
      machine_->put(std::move(letter));
      run();
    }
    clock_.advance(until - clock_.steady());
  }

  // The first result as text, or the fault's kind and message; "" while it waits.
  const std::string& end() const noexcept { return end_; }
  size_t armed() const noexcept { return timers_.size(); }

  runtime::reply perform(runtime::effect request, runtime::ticket who) override {
    if (const auto* wanted = std::get_if<runtime::timer_request>(&request)) {
      timers_.push_back({who, clock_.steady() + wanted->delay, wanted->period});
      return runtime::reply::later();
    }
    if (const auto* stopped = std::get_if<runtime::stop_timer_request>(&request)) {
      std::erase_if(timers_, [&](const timer& each) { return each.who == stopped->timer; });
      return runtime::reply::of(runtime::value{});
    }
    return runtime::reply::of(runtime::fault::of(errc::unavailable, "not in this test"));
  }
  runtime::sent send(std::string_view, runtime::message_ptr&, runtime::fault& why) override {
    why = runtime::fault::of(errc::not_found, "nobody is there");
    return runtime::sent::no;
  }
  void fetch_mail() override {}
  const clock_source& clock() const noexcept override { return clock_; }
  bool may_upgrade() const noexcept override { return false; }
  const std::string& entry_text() const noexcept override { return entry_; }
  void write_log(log::level, std::string_view, std::string_view, const document&) override {}

private:
  struct timer {
    runtime::ticket who;
    steady_time due;
    std::chrono::nanoseconds period;
  };

  static std::shared_ptr<const std::string> compile(std::string_view chunk) {
    lua_State* L = luaL_newstate();
    auto bytecode = std::make_shared<std::string>();
    const auto append = [](lua_State*, const void* bytes, size_t size, void* to) {
      static_cast<std::string*>(to)->append(static_cast<const char*>(bytes), size);
      return 0;
    };
    if (luaL_loadbuffer(L, chunk.data(), chunk.size(), "=app:test") == 0)
      lua_dump(L, append, bytecode.get());
    lua_close(L);
    return bytecode;
  }

  void run() {
    using status = runtime::lua::vm::status;
    status now = machine_->run(1'000);
    while (now == status::runnable)
      now = machine_->run(1'000);
    if (now != status::ended)
      return;
    const runtime::outcome outcome = machine_->take_outcome();
    if (const runtime::fault* failed = runtime::fault_in(outcome))
      end_ = failed->kind + ": " + failed->message;
    else
      end_ = runtime::first_as_document(std::get<runtime::value>(outcome)).scalar_text();
  }

  const std::string entry_ = "app:test";
  manual_clock clock_;
  std::vector<timer> timers_;
  std::unique_ptr<runtime::lua::vm> machine_;
  std::string end_;
};

}  // namespace troupe::test
