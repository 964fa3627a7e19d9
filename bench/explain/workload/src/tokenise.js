/** Cuts a line at its commas, character by character. */
export function tokenise(line, amount) {
  let tokens = [];
  for (let round = 0; round < amount; round += 1) {
    tokens = [];
    let token = '';
    for (const character of line) {
      if (character === ',') {
        tokens.push(token);
        token = '';
      } else token += character;
    }
    tokens.push(token);
  }
  return tokens;
}
