#include "lsp/lens_lists.hpp"

namespace lumen::lsp {

namespace {

// A client may still resolve lenses of the list before while the newest is on its way.
constexpr std::size_t lists_per_document = 2;

} // namespace

LensLists::ListPtr LensLists::keep(notebook::SnapshotPtr snapshot, std::vector<ide::Action> lenses) {
  auto list = std::make_shared<List>();
  list->snapshot = std::move(snapshot);
  list->lenses = std::move(lenses);
  const std::lock_guard lock(mutex_);
  list->number = ++last_;
  std::deque<ListPtr>& lists = by_uri_[list->snapshot->uri];
  lists.push_back(list);
  if (lists.size() > lists_per_document)
    lists.pop_front();
  return list;
}

LensLists::ListPtr LensLists::find(std::uint64_t number) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [uri, lists] : by_uri_)
    for (const ListPtr& list : lists)
      if (list->number == number)
        return list;
  return nullptr;
}

void LensLists::forget(const std::string& uri) {
  const std::lock_guard lock(mutex_);
  by_uri_.erase(uri);
}

} // namespace lumen::lsp
