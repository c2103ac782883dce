// The far side of every thunk's catch (...): what was thrown becomes a status and a reason for the host.
#include <exception>
#include <gauntlet/sdk/module.hpp>
#include <new>

namespace {

// Its what() names the broken contract.
class Misuse : public std::exception {
 public:
  explicit Misuse(const char* text) : text_(text) {}
  const char* what() const noexcept override { return text_; }

 private:
  const char* text_;
};

[[noreturn]] void Fail(const gauntlet_host* host, int32_t status, const char* reason) {
  uint32_t length = 0;
  while (length < 1000 && reason[length] != '\0') ++length;
  host->fail(host->context, status, reason, length);
  __builtin_trap();  // fail does not return
}

}  // namespace

void gauntlet_sdk_misuse(const char* text) { throw Misuse(text); }

void gauntlet_sdk_barrier(const gauntlet_host* host) noexcept {
  try {
    throw;
  } catch (const std::bad_alloc&) {
    Fail(host, GAUNTLET_OUT_OF_MEMORY, "std::bad_alloc");
  } catch (const std::exception& exception) {
    Fail(host, GAUNTLET_EXCEPTION, exception.what());
  } catch (const char* text) {
    Fail(host, GAUNTLET_EXCEPTION, text ? text : "a null const char* was thrown");
  } catch (...) {
    Fail(host, GAUNTLET_EXCEPTION, "an exception that is not a std::exception");
  }
}
