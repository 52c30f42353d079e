// The `metrics` module (lua-language.md part 2 `metrics`): measurements for the host's collector.
#include "config/limits.hpp"
#include "runtime/lua/error_object.hpp"
#include "runtime/lua/vm.hpp"
#include "runtime/modules/answers.hpp"
#include "runtime/modules/arguments.hpp"
#include "runtime/modules/open.hpp"

namespace troupe::runtime::modules {

namespace {

using lua::vm;

// Adds the pair on top of the stack; answers how long its texts are. Does not raise.
size_t add_label(lua_State* L, metric_labels& labels) noexcept {
  const auto& [name, text] = labels.emplace_back(string_at(L, -2), string_at(L, -1));
  return name.size() + text.size();
}

// The request lies in the machine, where a raise cannot lose it.
int record(lua_State* L, metric_kind kind, metric_change change, double amount, int labels) {
  const std::string_view name = check_string(L, 1);
  if (!lua_isnoneornil(L, labels))
    luaL_checktype(L, labels, LUA_TTABLE);
  if (name.size() > limits::metric_text_bytes_max)
    return refuse_long(L, "metric name", limits::metric_text_bytes_max);
  vm& self = vm::of(L);
  auto& request = self.request<metric_request>();
  request.kind = kind;
  request.change = change;
  request.name = name;
  request.amount = amount;
  if (lua_istable(L, labels)) {
    size_t bytes = name.size();
    lua_pushnil(L);
    while (lua_next(L, labels) != 0) {
      if (is_string(L, -2) && is_string(L, -1)) {
        if (request.labels.size() == limits::metric_labels_max)
          return lua::fail(L, errc::invalid, "a metric has too many labels");
        bytes += add_label(L, request.labels);
        if (bytes > limits::metric_text_bytes_max)
          return refuse_long(L, "metric name with its labels", limits::metric_text_bytes_max);
      }
      lua_pop(L, 1);
    }
    sort_labels(request.labels);
  }
  return answer_now(L);
}

int l_counter_inc(lua_State* L) {
  return record(L, metric_kind::counter, metric_change::add, 1, 2);
}

int l_counter_add(lua_State* L) {
  return record(L, metric_kind::counter, metric_change::add, luaL_checknumber(L, 2), 3);
}

int l_gauge_set(lua_State* L) {
  return record(L, metric_kind::gauge, metric_change::set, luaL_checknumber(L, 2), 3);
}

int l_gauge_inc(lua_State* L) {
  return record(L, metric_kind::gauge, metric_change::add, 1, 2);
}

int l_gauge_dec(lua_State* L) {
  return record(L, metric_kind::gauge, metric_change::add, -1, 2);
}

int l_histogram(lua_State* L) {
  return record(L, metric_kind::histogram, metric_change::add, luaL_checknumber(L, 2), 3);
}

}  // namespace

int open_metrics(lua_State* L) {
  static const luaL_Reg functions[] = {{"counter_inc", l_counter_inc}, {"counter_add", l_counter_add}, {"gauge_set", l_gauge_set},
                                       {"gauge_inc", l_gauge_inc},     {"gauge_dec", l_gauge_dec},     {"histogram", l_histogram},
                                       {nullptr, nullptr}};
  push_members(L, functions);
  return 1;
}

}  // namespace troupe::runtime::modules
