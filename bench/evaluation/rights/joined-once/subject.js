export function lines(rows) {
  let text = '';
  for (const row of rows) text = text.concat(String(row), '\n');
  return text;
}
