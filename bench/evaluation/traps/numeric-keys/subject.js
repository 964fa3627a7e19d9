export function groups(items) {
  const keys = [];
  for (const item of items) if (!keys.includes(item.group)) keys.push(item.group);
  return keys.map((key) => [key, items.filter((item) => item.group === key).length]);
}
