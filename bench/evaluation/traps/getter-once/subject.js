export function number(items, counter) {
  return items.map((item) => [counter.next, item].join(': '));
}
