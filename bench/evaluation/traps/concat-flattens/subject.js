export function collect(items, pick) {
  let all = [];
  for (const item of items) all = all.concat(pick(item));
  return all;
}
