export function rowsOf(ids, rows) {
  return ids.map((id) => rows.find((row) => row.id === id) ?? null);
}
