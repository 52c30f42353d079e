#include "actors/supervisor.hpp"

#include "actors/explanation.hpp"
#include "config/duration.hpp"
#include "config/log.hpp"

#include <caf/send.hpp>

namespace troupe::actors {

supervisor::supervisor(caf::actor_config& config, entry_id id, registry::lifecycle policy, std::shared_ptr<service> subject,
                       const clock_source& clock, caf::actor coordinator)
  : caf::event_based_actor(config),
    id_(std::move(id)),
    policy_(std::move(policy)),
    subject_(std::move(subject)),
    clock_(clock),
    coordinator_(std::move(coordinator)),
    random_(std::random_device{}()) {}

caf::behavior supervisor::make_behavior() {
  return {
    [this](const supervisor_note& note) {
      if (note.attempt == 0 || note.attempt == state_.attempt)
        handle(note.event);
      else if (note.event.crash)
        log_crash(*note.event.crash, "none: this attempt had been given up", id_.text());
    },
    [this](note_atom) { wake(); },
  };
}

service::report supervisor::report_of(uint64_t attempt) {
  return [self = caf::actor{this}, attempt](service_event event) {
    caf::anon_send(self, supervisor_note{attempt, std::move(event)});
  };
}

void supervisor::handle(const service_event& event) {
  const service_state before = state_;
  const double jitter = std::uniform_real_distribution<double>{-1, 1}(random_);
  const service_decision decision = decide(state_, event, policy_, clock_.steady(), jitter);
  state_ = decision.next;
  const bool told = event.crash != nullptr;
  if (told)
    log_crash(*event.crash, describe_decision(event.result, decision, policy_), id_.text());
  carry_out(decision, told);
  const bool requested = event.what == service_event::kind::start_requested || event.what == service_event::kind::stop_requested;
  if (requested || before.now != state_.now || before.details != state_.details || before.retrying != state_.retrying)
    send(coordinator_, service_news{id_, state_, told, subject_->process()});
}

void supervisor::carry_out(const service_decision& decision, bool told) {
  using action = service_decision::action;
  if (state_.settled() || state_.now == service_status::running)
    deadline_.reset();
  switch (decision.act) {
    case action::none: break;
    case action::start:
      at_deadline_ = service_event::kind::start_timeout;
      arm(clock_.steady() + policy_.start_timeout);
      subject_->start(report_of(state_.attempt));
      break;
    case action::retry_later:
      if (!told) {
        document fields{document::map{{"service", document{id_.text()}},
                                      {"error", document{state_.details}},
                                      {"failures", document{int64_t{state_.failures}}}}};
        add_explanation(fields, state_.details);
        log::warn("supervisor", "service failed, restart in " + format_duration(rounded_duration(decision.delay)), fields);
      }
      if (state_.details == "start timeout")
        subject_->abandon();
      if (decision.delay.count() <= 0) {
        send(this, supervisor_note{0, {service_event::kind::retry_due, {}}});
        break;
      }
      at_deadline_ = service_event::kind::retry_due;
      arm(clock_.steady() + decision.delay);
      break;
    case action::stop:
      at_deadline_ = service_event::kind::stop_timeout;
      arm(clock_.steady() + policy_.stop_timeout);
      subject_->stop();
      break;
    case action::abandon: subject_->abandon(); break;
  }
}

void supervisor::arm(steady_time deadline) {
  deadline_ = deadline;
  if (next_wake_ && *next_wake_ <= deadline)
    return;  // a wake-up comes before and arms the next
  next_wake_ = deadline;
  delayed_send(this, std::max(deadline - clock_.steady(), std::chrono::nanoseconds{0}), note_atom::value);
}

void supervisor::wake() {
  next_wake_.reset();
  if (!deadline_)
    return;
  if (*deadline_ > clock_.steady()) {
    arm(*deadline_);
    return;
  }
  deadline_.reset();
  handle({at_deadline_, {}});
}

}  // namespace troupe::actors
