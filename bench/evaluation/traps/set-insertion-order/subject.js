export function recent(visited) {
  let list = [];
  for (const page of visited) list = [...list.filter((one) => one !== page), page];
  return list;
}
