export function namesOf(ids, rows) {
  const names = [];
  for (const id of ids) {
    const row = rows.find((one) => one.id === id);
    names.push(row === undefined ? null : row.name);
  }
  return names;
}
