export function cheapest(offers) {
  return [...offers].sort((one, other) => one.cents - other.cents)[0] ?? null;
}
