#include "registry/catalogue.hpp"

#include "make_entry.hpp"
#include "recording_handler.hpp"

#include <random>

namespace troupe::registry {

namespace {

// Two handlers over three kinds, references among the entries, refusals anywhere.
struct fixture {
  refusals when;
  recording_handler first{when}, second{when};
  kind_table kinds;

  fixture() {
    kinds.add({.name = "test.a", .handler = &first});
    kinds.add({.name = "test.b", .handler = &first});
    kinds.add({.name = "test.c", .handler = &second});
  }

  void refuse(int call, bool not_yet) {
    when = {};
    when.call = call;
    when.not_yet = not_yet;
  }

  bool settled() const { return first.settled() && second.settled(); }

  // What the handlers hold equals what the registry says.
  bool views_match(const snapshot& state) const {
    size_t handled = 0;
    bool same = true;
    state.each([&](const entry_ptr& item) {
      const auto& view = item->kind == "test.c" ? second.view : first.view;
      const auto found = view.find(item->id);
      same = same && found != view.end() && found->second == *item;
      ++handled;
    });
    return same && first.view.size() + second.view.size() == handled;
  }
};

class refusing_history final : public history {
public:
  refusing_history(const bool& refuses, refusals& when)
      : refuses_(refuses),
        when_(when),
        inner_(make_memory_history()) {}
  caf::error append(version_ptr made) override {
    return refuses_ ? full() : inner_->append(std::move(made));
  }
  caf::error move_head(version_number head) override {
    return refuses_ ? full() : inner_->move_head(head);
  }
  version_number head() const override { return inner_->head(); }
  version_number next_number() const override { return inner_->next_number(); }
  version_ptr get(version_number number) const override { return inner_->get(number); }
  std::vector<version_ptr> versions() const override { return inner_->versions(); }

private:
  caf::error full() {
    when_.undoing = true;
    return make_error(errc::internal, "disk is full");
  }

  const bool& refuses_;
  refusals& when_;
  std::unique_ptr<history> inner_;
};

using model = std::map<entry_id, entry>;

model model_of(const snapshot& state) {
  model out;
  state.each([&](const entry_ptr& item) { out.emplace(item->id, *item); });
  return out;
}

// Random sets over a few ids, most of them valid, at most one operation an id.
class generator {
public:
  explicit generator(uint32_t seed) : random_(seed) {}

  uint64_t below(uint64_t bound) { return random_() % bound; }

  change_set next(const model& state) {
    change_set out;
    std::set<entry_id> used;
    for (uint64_t i = 1 + below(6); i > 0; --i) {
      const entry_id id{"n" + std::to_string(below(2)), "e" + std::to_string(below(7))};
      if (!used.insert(id).second)
        continue;
      const auto present = state.find(id);
      const bool careless = below(40) == 0;
      if (present == state.end() ? !careless : careless)
        out.push_back(operation::create(random_entry(id, kind())));
      else if (below(2) == 0)
        out.push_back(operation::update(
          random_entry(id, present == state.end() || careless ? kind() : present->second.kind)));
      else
        out.push_back(operation::remove(id));
    }
    return out;
  }

private:
  std::string kind() { return "test." + std::string(1, static_cast<char>('a' + below(3))); }

  entry random_entry(const entry_id& id, std::string kind) {
    entry out;
    out.id = id;
    out.kind = std::move(kind);
    out.data =
      document::map{{"n", static_cast<int64_t>(below(1000))},
                    {"func", "n" + std::to_string(below(2)) + ":e" + std::to_string(below(7))}};
    return out;
  }

  std::mt19937 random_;
};

// The state after a set, or nothing if an operation does not fit.
std::optional<model> expected_after(model state, const change_set& operations) {
  for (const operation& each : operations) {
    const auto present = state.find(each.item->id);
    switch (each.kind) {
      case action::create:
        if (present != state.end())
          return std::nullopt;
        state.emplace(each.item->id, *each.item);
        break;
      case action::update:
        if (present == state.end() || present->second.kind != each.item->kind)
          return std::nullopt;
        present->second = *each.item;
        break;
      case action::remove:
        if (present == state.end())
          return std::nullopt;
        state.erase(present);
        break;
    }
  }
  return state;
}

}  // namespace

TEST_CASE("catalogue: whatever is refused, the state is before or after, never between") {
  constexpr uint32_t seed = 20240612;
  MESSAGE("seed " << seed);
  generator random{seed};
  size_t accepted = 0, refused = 0;
  for (int run = 0; run < 40; ++run) {
    fixture f;
    bool disk_full = false;
    catalogue registry{f.kinds, std::make_unique<refusing_history>(disk_full, f.when)};
    std::map<version_number, model> versions{{0, {}}};
    for (int step = 0; step < 60; ++step) {
      const model before = model_of(registry.current());
      const version_number head_before = registry.past().head();
      const bool moves = random.below(6) == 0;
      f.refuse(random.below(3) == 0 ? -1 : static_cast<int>(random.below(10)),
               random.below(3) == 0);
      disk_full = random.below(12) == 0;
      const int planned = f.when.call;
      const bool deferred_only = f.when.not_yet;
      std::optional<model> after;
      caf::error failure;
      version_number reached = 0;
      if (moves) {
        auto target = versions.begin();
        std::advance(target, random.below(versions.size()));
        reached = target->first;
        after = target->second;
        failure = registry.apply_version(reached);
      } else {
        const change_set operations = random.next(before);
        after = expected_after(before, operations);
        const auto made = registry.apply(operations, {"test"});
        if (made)
          reached = (*made)->number;
        else
          failure = made.error();
      }
      CAPTURE(run);
      CAPTURE(step);
      CAPTURE(failure ? message_of(failure) : "accepted");
      REQUIRE(f.settled());
      REQUIRE(f.views_match(registry.current()));
      const model now = model_of(registry.current());
      if (failure) {
        ++refused;
        REQUIRE(now == before);
        REQUIRE(registry.past().head() == head_before);
        // Somebody refused, or the set did not fit, or one entry was not found and nothing else got through.
        const bool injected = planned >= 0 && f.when.seen > planned;
        REQUIRE((injected || disk_full || !after));
        if (!after)
          continue;
        REQUIRE((f.when.undoing || deferred_only || disk_full));
      } else {
        ++accepted;
        REQUIRE(after);
        REQUIRE(now == *after);
        REQUIRE(registry.past().head() == reached);
        versions[reached] = now;
        if (!moves)
          REQUIRE(registry.past().get(reached)->parent == head_before);
      }
    }
  }
  CHECK(accepted > 500);
  CHECK(refused > 500);
}

TEST_CASE("catalogue: boot makes v0 out of the files, dependencies first") {
  fixture f;
  catalogue registry{f.kinds};
  diagnostics findings;
  REQUIRE_FALSE(registry.boot(
    {make_entry("a:x", "test.a", "{func: y}"), make_entry("a:y", "test.a")}, findings));
  CHECK(f.first.log == std::vector<std::string>{"+a:y", "+a:x"});
  CHECK(registry.current().size() == 2);
  CHECK(registry.current_version()->number == 0);
  CHECK(registry.current_version()->changes.empty());
}

TEST_CASE("catalogue: a boot that is refused reports every reason with its place") {
  fixture f;
  catalogue registry{f.kinds};
  diagnostics findings;
  entry wrong = make_entry("a:x", "test.d");
  wrong.mark = {std::make_shared<const std::string>("app.yaml"), 4, 3};
  const caf::error failure = registry.boot({wrong, make_entry("a:y", "nothing.like.it")}, findings);
  CHECK(failure);
  CHECK(findings.error_count() == 2);
  CHECK(findings.text().find("app.yaml:4:3: error: entry a:x: ") == 0);
  CHECK(registry.current().size() == 0);
}

TEST_CASE("catalogue: versions form a tree, numbers are never used again") {
  fixture f;
  catalogue registry{f.kinds};
  diagnostics findings;
  REQUIRE_FALSE(registry.boot({make_entry("a:base", "test.a")}, findings));
  const auto one = registry.apply({operation::create(make_entry("a:x", "test.a"))}, {"me"});
  const auto two = registry.apply({operation::update(make_entry("a:base", "test.a", "{n: 2}"))});
  REQUIRE(one);
  REQUIRE(two);
  CHECK((*one)->number == 1);
  CHECK((*one)->author == "me");
  CHECK((*two)->parent == 1);
  REQUIRE_FALSE(registry.apply_version(1));
  CHECK(registry.current_version()->number == 1);
  CHECK(registry.current().get({"a", "base"})->data == document{document::map{}});
  const auto three = registry.apply({operation::remove({"a", "x"})});
  REQUIRE(three);
  CHECK((*three)->number == 3);
  CHECK((*three)->parent == 1);
  CHECK(newest_child(registry.past(), 1)->number == 3);
  CHECK(newest_child(registry.past(), 3) == nullptr);
  REQUIRE_FALSE(registry.apply_version(2));
  CHECK(registry.current().contains({"a", "x"}));
  CHECK(*registry.current().get({"a", "base"})->data.find("n") == document{2});
  REQUIRE_FALSE(registry.apply_version(2));
  CHECK(code_of(registry.apply_version(9)) == errc::not_found);
  CHECK(registry.past().versions().size() == 4);
  CHECK(f.views_match(registry.current()));
}

TEST_CASE("catalogue: no operations are no change") {
  fixture f;
  catalogue registry{f.kinds};
  const auto none = registry.apply({});
  CHECK(code_of(none.error()) == errc::invalid);
  CHECK(message_of(none.error()) == "no changes to apply");
}

TEST_CASE("catalogue: a check touches nothing") {
  fixture f;
  catalogue registry{f.kinds};
  diagnostics findings;
  CHECK_FALSE(registry.check({operation::create(make_entry("a:x", "test.a"))}, findings));
  CHECK(registry.check({operation::create(make_entry("a:x", "test.z"))}, findings));
  CHECK(registry.check({operation::remove({"a", "x"})}, findings));
  CHECK(f.first.log.empty());
  CHECK(registry.current().size() == 0);
}

TEST_CASE("history: a rebuilt version holds run-time entries only and cannot touch the baseline") {
  fixture f;
  catalogue registry{f.kinds};
  diagnostics findings;
  REQUIRE_FALSE(registry.boot({make_entry("a:base", "test.a")}, findings));
  REQUIRE(registry.apply({operation::create(make_entry("a:x", "test.a"))}));
  REQUIRE(registry.apply({operation::remove({"a", "base"})}));
  CHECK(ids_of(rebuild(registry.past(), 1)->entries()) == "a:x");
  CHECK(rebuild(registry.past(), 0)->size() == 0);
  CHECK(code_of(rebuild(registry.past(), 2).error()) == errc::internal);
  CHECK(code_of(rebuild(registry.past(), 7).error()) == errc::not_found);
}

TEST_CASE("catalogue: a history that no longer fits the files stops the boot and names the entry") {
  fixture f;
  auto past = make_memory_history();
  auto made = std::make_shared<version>();
  made->number = 1;
  made->changes = {operation::update(make_entry("a:lost", "test.a"))};
  REQUIRE_FALSE(past->append(made));
  catalogue registry{f.kinds, std::move(past)};
  diagnostics findings;
  const caf::error failure = registry.boot({make_entry("a:base", "test.a")}, findings);
  CHECK(message_of(failure)
        == "history no longer fits the files: version v1: unresolved dependencies after retry: a:lost (entry does "
           "not exist: {ns: a, name: lost})");
}

TEST_CASE("catalogue: a change worked out against another head is refused as a concurrent apply") {
  fixture f;
  catalogue registry{f.kinds};
  diagnostics findings;
  REQUIRE_FALSE(registry.boot({make_entry("a:base", "test.a")}, findings));
  REQUIRE(registry.apply({operation::create(make_entry("a:x", "test.a"))}, {.expected_head = 0}));
  const auto lost = registry.apply({operation::create(make_entry("a:y", "test.a"))}, {.expected_head = 0});
  REQUIRE_FALSE(lost);
  CHECK(code_of(lost.error()) == errc::conflict);
  CHECK(message_of(lost.error()) == "concurrent apply: the registry has moved from v0 to v1");
  CHECK(registry.apply({operation::create(make_entry("a:y", "test.a"))}, {.expected_head = 1}));
}

// What a second run finds of the first one's versions, on top of files that hold what the first one had read anew.
TEST_CASE("catalogue: what came from the files comes from the files again") {
  const std::vector<version_ptr> made = [] {
    fixture f;
    catalogue first{f.kinds};
    diagnostics findings;
    REQUIRE_FALSE(first.boot({make_entry("a:base", "test.a", "{n: 1}"), make_entry("a:old", "test.a")}, findings));
    REQUIRE(first.apply({operation::update(make_entry("a:base", "test.a", "{n: 2}")), operation::create(make_entry("a:run", "test.a"))}));
    const change_set reloaded{operation::create(make_entry("a:new", "test.a", "{n: 3}")), operation::remove({"a", "old"}),
                              operation::update(make_entry("a:base", "test.a", "{n: 3}"))};
    REQUIRE(first.apply(reloaded, {"reload", change_source::files}));
    REQUIRE_FALSE(first.apply_version(1));  // within the run the files' changes can be taken back
    CHECK(first.current().contains({"a", "old"}));
    CHECK(*first.current().get({"a", "base"})->data.find("n") == document{2});
    REQUIRE_FALSE(first.apply_version(2));
    CHECK(*first.current().get({"a", "base"})->data.find("n") == document{3});
    return first.past().versions();
  }();
  REQUIRE(made.size() == 3);
  auto past = make_memory_history();
  REQUIRE_FALSE(past->append(made[1]));
  REQUIRE_FALSE(past->append(made[2]));
  fixture f;
  catalogue second{f.kinds, std::move(past)};
  diagnostics findings;
  REQUIRE_FALSE(second.boot({make_entry("a:base", "test.a", "{n: 4}"), make_entry("a:new", "test.a", "{n: 5}")}, findings));
  CHECK(second.current_version()->number == 2);
  CHECK(ids_of(second.current().entries()) == "a:base a:new a:run");
  CHECK(*second.current().get({"a", "base"})->data.find("n") == document{4});
  CHECK(*second.current().get({"a", "new"})->data.find("n") == document{5});
  REQUIRE_FALSE(second.apply_version(1));
  CHECK(*second.current().get({"a", "base"})->data.find("n") == document{2});
  CHECK(f.views_match(second.current()));
}

TEST_CASE("history: without one the first version and the newest are all that is known") {
  fixture f;
  catalogue registry{f.kinds, make_no_history()};
  diagnostics findings;
  REQUIRE_FALSE(registry.boot({make_entry("a:base", "test.a")}, findings));
  REQUIRE(registry.apply({operation::create(make_entry("a:x", "test.a"))}));
  REQUIRE(registry.apply({operation::create(make_entry("a:y", "test.a"))}));
  CHECK(registry.current_version()->number == 2);
  CHECK(registry.past().versions().size() == 2);
  CHECK(code_of(registry.apply_version(1)) == errc::not_found);
  REQUIRE_FALSE(registry.apply_version(0));
  CHECK(ids_of(registry.current().entries()) == "a:base");
  const auto next = registry.apply({operation::create(make_entry("a:z", "test.a"))});
  REQUIRE(next);
  CHECK((*next)->number == 3);
}

}  // namespace troupe::registry
