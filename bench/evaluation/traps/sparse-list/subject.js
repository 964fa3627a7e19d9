export function countOf(list) {
  let count = 0;
  list.forEach(() => {
    count += 1;
  });
  return count;
}
