export function owners(items, users) {
  return items.map((item) => users.find((user) => user.id === item.owner)?.name ?? null);
}
