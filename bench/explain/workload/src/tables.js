/** Writes numbers as rows of a table. */
export function render(tokens, amount) {
  let length = 0;
  for (let round = 0; round < amount; round += 1) {
    let row = '|';
    for (const token of tokens) row += ` ${token} |`;
    length += row.length;
  }
  return length;
}

/** Sorts numbers by insertion. */
export function rank(tokens, amount) {
  let first = 0;
  for (let round = 0; round < amount; round += 1) {
    const sorted = tokens.map(Number);
    for (let index = 1; index < sorted.length; index += 1) {
      const value = sorted[index];
      let place = index;
      while (place > 0 && sorted[place - 1] < value) {
        sorted[place] = sorted[place - 1];
        place -= 1;
      }
      sorted[place] = value;
    }
    first += sorted[0];
  }
  return first;
}

/** Counts tokens in a map. */
export function lookUp(tokens, amount) {
  const seen = new Map();
  for (let round = 0; round < amount; round += 1) {
    for (const token of tokens) seen.set(token, (seen.get(token) ?? 0) + 1);
  }
  return seen.size;
}
