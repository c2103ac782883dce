// That no key goes to an endpoint whose certificate nobody vouches for: against openssl's own server.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "host/base/tool.h"
#include "host/llm/test_endpoint.h"

namespace gauntlet::llm {
namespace {

sockaddr_in Loopback(uint16_t port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

uint16_t FreePort() {
  const UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof address;
  GAUNTLET_ASSERT(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), size) == 0);
  GAUNTLET_ASSERT(::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
  return ntohs(address.sin_port);
}

bool IsListening(uint16_t port) {
  const UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_in address = Loopback(port);
  return ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

// openssl s_server with a certificate that it has signed itself.
class SelfSigned {
 public:
  SelfSigned() {
    std::filesystem::create_directories(folder_);
    const std::string script =
        "cd " + folder_ +
        " && openssl req -x509 -newkey rsa:2048 -nodes -keyout key -out certificate -days 2 "
        "-subj /CN=127.0.0.1 && exec openssl s_server -www -key key -cert certificate -accept "
        "127.0.0.1:" +
        std::to_string(port);
    thread_ = std::thread([this, script] {
      end_ = RunFilter({{"sh", "-c", script}, {}}, "", 1 << 20, Deadline::After(300000), cancel_.get());
      has_ended_ = true;
    });
    while (!has_ended_ && !IsListening(port)) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ~SelfSigned() {
    const uint64_t one = 1;
    GAUNTLET_ASSERT(::write(cancel_.get(), &one, sizeof one) == sizeof one);
    thread_.join();
    std::filesystem::remove_all(folder_);
  }
  bool has_ended() const { return has_ended_; }

  const uint16_t port = FreePort();

 private:
  const std::string folder_ = testing::TempDir() + "llm_tls_" + std::to_string(::getpid());
  const UniqueFd cancel_{::eventfd(0, EFD_CLOEXEC)};
  Result<FilterEnd> end_;
  std::atomic<bool> has_ended_ = false;
  std::thread thread_;
};

TEST(Tls, IsNotSpokenWithWhomNobodyVouchesFor) {
  if (FindProgram("openssl").empty()) GTEST_SKIP() << "there is no openssl to be the other side";
  const SelfSigned server;
  ASSERT_FALSE(server.has_ended());
  ModelSpec spec{.name = "tested", .api = "openai", .model = "small"};
  spec.url = "https://127.0.0.1:" + std::to_string(server.port) + "/v1";
  const Model::Answer answer = AskOnce(spec);
  ASSERT_FALSE(answer.reply);
  EXPECT_EQ(answer.reply.error().kind, ErrorKind::kLlmPermanent) << answer.reply.error().message;
  EXPECT_NE(answer.reply.error().message.find("certificate is not to be trusted"), std::string::npos)
      << answer.reply.error().message;
}

}  // namespace
}  // namespace gauntlet::llm
