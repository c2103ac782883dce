#include "host/load/load.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <link.h>

#include <algorithm>
#include <array>
#include <boost/dll/shared_library.hpp>
#include <cstring>

#include "host/load/interfaces.h"

namespace gauntlet {
namespace {

namespace dll = boost::dll;

constexpr uint32_t kMostHooks = 64;

std::unexpected<Failure> Missed(Rung rung, std::string reason) {
  return std::unexpected(LoadFailure(rung, std::move(reason)));
}

std::string_view KindName(uint32_t kind) {
  if (kind == GAUNTLET_MODULE_POLICY) return "a policy";
  if (kind == GAUNTLET_MODULE_SIMULATOR) return "a simulator";
  return "neither a policy nor a simulator";
}

OpenModule::Extent ExtentOf(void* handle) {
  struct Search {
    uint64_t base;
    OpenModule::Extent extent;
  };
  const link_map* map = nullptr;
  if (::dlinfo(handle, RTLD_DI_LINKMAP, &map) != 0) return {};
  Search search = {map->l_addr, {}};
  ::dl_iterate_phdr(
      [](dl_phdr_info* info, size_t, void* wanted) {
        auto& found = *static_cast<Search*>(wanted);
        if (info->dlpi_addr != found.base) return 0;
        found.extent.base = info->dlpi_addr;
        for (const auto& header : std::span(info->dlpi_phdr, info->dlpi_phnum)) {
          if (header.p_type != PT_LOAD) continue;
          found.extent.bytes = std::max<uint64_t>(found.extent.bytes, header.p_vaddr + header.p_memsz);
          if ((header.p_flags & PF_W) != 0) found.extent.writable_bytes += header.p_memsz;
        }
        return 1;
      },
      &search);
  return search.extent;
}

// The text of a module's string, cut where it surely ends.
std::string_view Bounded(const char* text) { return {text, ::strnlen(text, 64)}; }

// From size to fingerprint. Nothing: they are all climbed.
std::optional<Failure> CheckDescriptor(const gauntlet_module* descriptor, const ExpectedModule& expected) {
  if (descriptor == nullptr) return LoadFailure(Rung::kSize, GAUNTLET_ENTRY_NAME " returned no descriptor");
  if (descriptor->struct_size < sizeof(gauntlet_module))
    return LoadFailure(Rung::kSize, fmt::format("the module's descriptor has {} bytes, {} are needed",
                                                descriptor->struct_size, sizeof(gauntlet_module)));
  if (descriptor->abi_version != GAUNTLET_ABI_VERSION)
    return LoadFailure(Rung::kVersion,
                       fmt::format("the module was built for ABI version {}, this is version {}",
                                   descriptor->abi_version, GAUNTLET_ABI_VERSION));
  if (descriptor->kind != expected.kind)
    return LoadFailure(Rung::kKind, fmt::format("the module is {}, not {}", KindName(descriptor->kind),
                                                KindName(expected.kind)));
  if (descriptor->domain == nullptr || descriptor->query == nullptr)
    return LoadFailure(Rung::kDomain, "the module's descriptor lacks its domain or its query function");
  if (expected.domain.empty()) return std::nullopt;
  if (Bounded(descriptor->domain) != expected.domain)
    return LoadFailure(Rung::kDomain, fmt::format("the module is for the domain \"{}\", not \"{}\"",
                                                  Bounded(descriptor->domain), expected.domain));
  if (descriptor->fingerprint != expected.fingerprint)
    return LoadFailure(
        Rung::kFingerprint,
        fmt::format("the module was built against another layout of the domain \"{}\" ({:016x}, not {:016x})",
                    expected.domain, descriptor->fingerprint, expected.fingerprint));
  return std::nullopt;
}

// What the table of the interface must hold. No allocation: a candidate's heap may be in force.
std::optional<InterfaceShape> ShapeOf(const ExpectedModule& expected) {
  if (const InterfaceShape* ours = FindInterface(expected.interface_name)) return *ours;
  if (expected.shape == nullptr) return std::nullopt;
  static std::array<RequiredHook, kMostHooks> hooks;
  const uint32_t count = std::min<uint32_t>(expected.shape->hook_count, kMostHooks);
  for (uint32_t i = 0; i < count; ++i)
    hooks[i] = {expected.shape->hooks[i].offset, expected.shape->hooks[i].name};
  return InterfaceShape{expected.interface_name, expected.shape->table_bytes, std::span(hooks).first(count)};
}

// The rung of the hooks.
std::optional<Failure> CheckTable(const std::byte* table, const ExpectedModule& expected) {
  if (table == nullptr)
    return LoadFailure(Rung::kHooks,
                       fmt::format("the module does not implement {}", expected.interface_name));
  const std::optional<InterfaceShape> shape = ShapeOf(expected);
  if (!shape) return std::nullopt;
  uint32_t bytes = 0;
  std::memcpy(&bytes, table, sizeof bytes);
  if (bytes < shape->table_bytes)
    return LoadFailure(Rung::kHooks, fmt::format("the table of {} has {} bytes, {} are needed", shape->name,
                                                 bytes, shape->table_bytes));
  for (const RequiredHook& hook : shape->required) {
    void* function = nullptr;
    std::memcpy(&function, table + hook.offset, sizeof function);
    if (function == nullptr)
      return LoadFailure(Rung::kHooks,
                         fmt::format("the table of {} lacks the function {}", shape->name, hook.name));
  }
  return std::nullopt;
}

}  // namespace

std::string_view ToString(Rung rung) {
  constexpr std::array<std::string_view, 10> kNames = {
      "artifact", "open", "entry", "size", "version", "kind", "domain", "fingerprint", "hooks", "create"};
  return kNames[static_cast<size_t>(rung)];
}

Failure LoadFailure(Rung rung, std::string reason) {
  const bool before_abi = rung <= Rung::kEntry || rung == Rung::kCreate;
  return {before_abi ? VerdictKind::kLoadError : VerdictKind::kAbiMismatch,
          Stage::kLoad,
          std::move(reason),
          {{"rung", ToString(rung)}}};
}

struct OpenModule::Library {
  dll::shared_library library;
};

OpenModule::OpenModule(std::unique_ptr<Library> library)
    : library_(std::move(library)), extent_(ExtentOf(library_->library.native())) {}
OpenModule::OpenModule(OpenModule&&) noexcept = default;
OpenModule& OpenModule::operator=(OpenModule&&) noexcept = default;
OpenModule::~OpenModule() = default;

std::expected<OpenModule, Failure> OpenModule::Open(const std::filesystem::path& path) {
  auto library = std::make_unique<Library>();
  boost::dll::fs::error_code error;
  ::dlerror();  // forget older ones
  library->library.load(path.string(), dll::load_mode::rtld_now | dll::load_mode::rtld_local, error);
  if (error) {
    const char* text = ::dlerror();  // Boost's own code says less
    return Missed(Rung::kOpen, text != nullptr ? text : error.message());
  }
  return OpenModule(std::move(library));
}

gauntlet_entry_fn OpenModule::entry() const {
  return reinterpret_cast<gauntlet_entry_fn>(::dlsym(library_->library.native(), GAUNTLET_ENTRY_NAME));
}

std::expected<LoadedModule, Failure> ClimbLadder(const OpenModule& module, const ExpectedModule& expected) {
  const gauntlet_entry_fn entry = module.entry();
  if (entry == nullptr) return Missed(Rung::kEntry, "the module does not export " GAUNTLET_ENTRY_NAME);
  LoadedModule loaded;
  const gauntlet_module* descriptor = loaded.descriptor = entry();
  if (auto failure = CheckDescriptor(descriptor, expected)) return std::unexpected(std::move(*failure));
  loaded.table = descriptor->query(expected.interface_name.c_str());
  if (auto failure = CheckTable(static_cast<const std::byte*>(loaded.table), expected))
    return std::unexpected(std::move(*failure));
  loaded.parameters =
      static_cast<const gauntlet_parameters*>(descriptor->query(GAUNTLET_PARAMETERS_INTERFACE));
  if (loaded.parameters != nullptr && loaded.parameters->struct_size < sizeof(gauntlet_parameters))
    return Missed(Rung::kHooks, "the module's parameter table is too short");
  return loaded;
}

}  // namespace gauntlet
