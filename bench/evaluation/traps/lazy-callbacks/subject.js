export function menu(items, label) {
  const labels = items.map((item) => label(item));
  return { count: items.length, text: () => labels.join(', ') };
}
