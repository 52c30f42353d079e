// What programs may ask of the supervisors of trees: handed to the coordinator, answered when it has been done.
#include "actors/local_node.hpp"

namespace troupe::actors {

using runtime::fault;
using runtime::reply;
using runtime::ticket;

namespace {

// A refusal's word in OTP goes along, for programs to look at.
runtime::outcome outcome_of(const caf::expected<document>& answer, std::string_view reason) {
  if (answer)
    return runtime::to_value(*answer);
  fault why = fault::of(answer.error());
  if (!reason.empty())
    why.details = runtime::to_value(document{document::map{{"reason", document{reason}}}});
  return why;
}

}  // namespace

reply process::act(runtime::supervisor_request& request, ticket who) {
  if (!home_.ask_tree)
    return reply::of(fault::of(errc::unavailable, "nobody supervises services here"));
  actors::ask_tree question;
  question.what = static_cast<actors::ask_tree::kind>(request.what);
  question.supervisor = entry_id::parse(request.id);
  if (!request.child.is_null()) {
    auto child = read_child(request.child, {});
    if (!child)
      return reply::of(fault::of(child.error()));
    question.child = std::move(*child);
  }
  question.done = [&home = home_, whom = answer_to{options_.id, who, {}}](const caf::expected<document>& answer, std::string_view reason) {
    home.answer(whom, {}, outcome_of(answer, reason));
  };
  home_.ask_tree(std::move(question));
  return reply::later();
}

}  // namespace troupe::actors
