#include "actors/calls.hpp"

#include "actors/function_pool.hpp"
#include "actors/local_node.hpp"
#include "actors/supervision.hpp"
#include "config/duration.hpp"

#include <algorithm>

namespace troupe::actors {

using runtime::fault;
using runtime::reply;
using runtime::ticket;

namespace {

constexpr ticket deadline_bit = ticket{1} << 63U;

// Spreads callers that failed at the same moment, between -1 and 1. The same attempt of the same call always gets the same: a
// test needs no seed.
double spread(process_id caller, ticket who, uint32_t attempt) noexcept {
  uint64_t mixed = caller.number * 0x9e3779b97f4a7c15ULL + who * 0xbf58476d1ce4e5b9ULL + attempt;
  mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebULL;
  return static_cast<double>(mixed >> 11U) / 4503599627370496.0 - 1;
}

}  // namespace

reply calls::begin(local_node& home, process_id caller, runtime::call_request& request, ticket who) {
  call made;
  made.who = who;
  const document defaults = home.programs().call_options(request.function);
  if (!defaults.is_null() || !request.options.is_null()) {
    std::vector<std::string> ignored;
    auto options = read_call_options(defaults, request.options, ignored);
    if (!options)
      return reply::of(fault::of(options.error()));
    for (const std::string& option : ignored)
      home.note_ignored_option(option);
    if (!options->plain()) {
      made.again = std::make_unique<repeatable>();
      made.again->options = std::move(*options);
      made.again->request.function = request.function;
      made.again->request.arguments = request.arguments;
      made.again->request.context = request.context;
    }
  }
  auto whom = home.call(request, caller, {caller, who, {}});
  if (!whom)
    return reply::of(fault::of(whom.error()));
  made.whom = std::move(*whom);
  if (made.again && made.again->options.timeout.count() > 0)
    home.timers().add(caller, who | deadline_bit, made.again->options.timeout, {});
  under_way_.push_back(std::move(made));
  return reply::later();
}

void calls::begin(local_node& home, process_id caller, std::shared_ptr<function_pool> code, runtime::eval_request& request,
                  ticket who) {
  runtime::call_request as_call;
  as_call.arguments = std::move(request.arguments);
  as_call.context = std::move(request.context);
  answer_to ended;
  ended.callback = [&home, caller, who](runtime::outcome& result) {
    if (fault* why = std::get_if<fault>(&result)) {
      why->kind = kind_name(errc::internal);
      why->retryable = 0;
    }
    home.answer({caller, who, {}}, {}, std::move(result));
  };
  call made;
  made.who = who;
  made.whom = {code->call(home, as_call, std::move(ended)), std::move(code), true};
  under_way_.push_back(std::move(made));
}

bool calls::take(local_node& home, process_id caller, runtime::message& letter) {
  const bool completed = letter.kind == runtime::letter::completed;
  if (under_way_.empty() || (!completed && letter.kind != runtime::letter::timer))
    return false;
  const ticket who = letter.reference & ~deadline_bit;
  const auto found = std::find_if(under_way_.begin(), under_way_.end(), [&](const call& each) { return each.who == who; });
  if (found == under_way_.end())
    return false;
  if (completed) {
    if (letter.failure && try_again(home, caller, *found, *letter.failure))
      return true;
    end(home, caller, found);
    return false;
  }
  if (!found->again)
    return false;
  repeatable& again = *found->again;
  fault why = fault::of(errc::timeout, "call of " + again.request.function + " took longer than "
                                         + format_duration(again.options.timeout));
  if (letter.reference == who) {
    ++again.attempts;
    auto whom = home.call(again.request, caller, {caller, who, {}});
    if (whom) {
      found->whom = std::move(*whom);
      return true;
    }
    why = fault::of(whom.error());
    if (try_again(home, caller, *found, why))
      return true;
  } else {
    home.cancel_call(found->whom, caller);
  }
  letter.kind = runtime::letter::completed;
  letter.reference = who;
  letter.failure = std::make_unique<fault>(std::move(why));
  end(home, caller, found);
  return false;
}

// Arms the delay before the next attempt, if there is to be one.
bool calls::try_again(local_node& home, process_id caller, call& failed, const fault& why) {
  if (!failed.again || failed.again->attempts >= failed.again->options.retry.attempts_max
      || !worth_another(failed.again->options, why))
    return false;
  const uint32_t attempts = failed.again->attempts;
  failed.whom = {};
  home.timers().add(caller, failed.who,
                    restart_delay(attempts, failed.again->options.retry, spread(caller, failed.who, attempts)), {});
  return true;
}

void calls::stop(local_node& home, process_id caller, const call& ended) {
  if (!ended.again)
    return;
  home.timers().stop(caller, ended.who);
  home.timers().stop(caller, ended.who | deadline_bit);
}

void calls::end(local_node& home, process_id caller, std::vector<call>::iterator which) {
  stop(home, caller, *which);
  under_way_.erase(which);
}

void calls::cancel(local_node& home, process_id caller, ticket who) {
  const auto found = std::find_if(under_way_.begin(), under_way_.end(), [&](const call& each) { return each.who == who; });
  if (found == under_way_.end())
    return;
  home.cancel_call(found->whom, caller);
  end(home, caller, found);
}

void calls::cancel_all(local_node& home, process_id caller) {
  for (const call& each : under_way_) {
    home.cancel_call(each.whom, caller);
    stop(home, caller, each);
  }
  under_way_.clear();
}

}  // namespace troupe::actors
