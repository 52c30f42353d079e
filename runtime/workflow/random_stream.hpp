// Randomness that a run can draw again: a key stream of ChaCha20 under the run's seed.
//
// Thread: one at a time. Errors: the library's would be a broken installation, which ends the host.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

struct evp_cipher_ctx_st;

namespace troupe::runtime::workflow {

using random_seed = std::array<uint8_t, 32>;

class random_stream {
public:
  explicit random_stream(const random_seed& seed);
  ~random_stream();

  void fill(void* to, size_t size) noexcept;
  uint64_t drawn() const noexcept { return drawn_; }  // bytes so far

private:
  std::unique_ptr<evp_cipher_ctx_st, void (*)(evp_cipher_ctx_st*)> stream_;
  uint64_t drawn_ = 0;
};

}  // namespace troupe::runtime::workflow
