// Runs one target without libFuzzer: all files of its corpora, then mutations of them drawn from a seed.
//
//   fuzz_NAME COUNT SEED CORPUS...      COUNT mutations; the same seed makes the same ones
//
// An input that kills the target, or takes longer than ten seconds, is left in the file `crash-SEED-NUMBER` of the working folder.
#include "test/fuzz/target.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

constexpr unsigned seconds_max = 10;
constexpr size_t input_bytes_max = 4096;

std::string current;
char crash_name[64];

// Async-signal-safe calls only.
void keep_input() {
  if (std::FILE* to = std::fopen(crash_name, "wb")) {
    std::fwrite(current.data(), 1, current.size(), to);
    std::fclose(to);
  }
}

extern "C" void on_signal(int number) {
  keep_input();
  const char text[] = "the input is in the crash file\n";
  [[maybe_unused]] const auto written = write(2, text, sizeof text - 1);
  std::signal(number, SIG_DFL);
  std::raise(number);
}

extern "C" void __sanitizer_set_death_callback(void (*)()) __attribute__((weak));

void run(std::string input, uint64_t seed, uint64_t number) {
  current = std::move(input);
  std::snprintf(crash_name, sizeof crash_name, "crash-%llu-%llu", static_cast<unsigned long long>(seed), static_cast<unsigned long long>(number));
  alarm(seconds_max);
  // Of exactly the input's size on the heap, so that a byte too far is seen.
  const std::vector<uint8_t> bytes(current.begin(), current.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  alarm(0);
}

std::string mutated(const std::vector<std::string>& corpus, std::mt19937_64& random) {
  const auto below = [&](size_t n) { return n == 0 ? size_t{0} : static_cast<size_t>(random() % n); };
  std::string made = corpus[below(corpus.size())];
  for (size_t changes = 1 + below(6); changes > 0; --changes) {
    const size_t at = below(made.size() + 1);
    const std::string& other = corpus[below(corpus.size())];
    const size_t from = below(other.size() + 1);
    switch (below(7)) {
      case 0: made.insert(at, 1, static_cast<char>(random())); break;
      case 1: made.erase(at, 1 + below(8)); break;
      case 2:
        if (at < made.size())
          made[at] = static_cast<char>(made[at] ^ (1 << below(8)));
        break;
      case 3: made.insert(at, other, from, 1 + below(40)); break;
      case 4: made.insert(at, made.substr(at, 1 + below(20))); break;
      case 5: made.replace(at, std::min(made.size() - at, below(20)), other, from, below(40)); break;
      default: {
        const std::string piece = made.substr(at, 1 + below(6));
        for (size_t n = below(200); n > 0 && made.size() < input_bytes_max; --n)
          made.insert(at, piece);
      }
    }
  }
  made.resize(std::min(made.size(), input_bytes_max));
  return made;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: %s COUNT SEED CORPUS...\n", argv[0]);
    return 2;
  }
  const uint64_t count = std::strtoull(argv[1], nullptr, 10);
  const uint64_t seed = std::strtoull(argv[2], nullptr, 10);
  for (const int each : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGALRM})
    std::signal(each, on_signal);
  if (__sanitizer_set_death_callback != nullptr)
    __sanitizer_set_death_callback(keep_input);
  std::vector<std::filesystem::path> paths;
  for (int i = 3; i < argc; ++i)
    for (const auto& each : std::filesystem::directory_iterator{argv[i]})
      paths.push_back(each.path());
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> corpus;
  for (const std::filesystem::path& each : paths) {
    std::ifstream file{each, std::ios::binary};
    corpus.emplace_back(std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{});
    run(corpus.back(), 0, corpus.size());
  }
  if (corpus.empty()) {
    std::fprintf(stderr, "%s holds no file\n", argv[3]);
    return 1;
  }
  std::mt19937_64 random{seed};
  for (uint64_t i = 1; i <= count; ++i)
    run(mutated(corpus, random), seed, i);
  std::printf("%zu files, %llu mutations of seed %llu\n", corpus.size(), static_cast<unsigned long long>(count), static_cast<unsigned long long>(seed));
  return 0;
}
