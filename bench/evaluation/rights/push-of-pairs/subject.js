export function pairs(list) {
  let all = [];
  for (let index = 1; index < list.length; index += 1)
    all = [...all, [list[index - 1], list[index]]];
  return all;
}
