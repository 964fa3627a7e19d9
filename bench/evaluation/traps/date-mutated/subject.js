export function days(from, count) {
  const list = [];
  for (let index = 0; index < count; index += 1) {
    const day = new Date(from);
    day.setUTCDate(day.getUTCDate() + index);
    list.push(day.toISOString().slice(0, 10));
  }
  return list;
}
