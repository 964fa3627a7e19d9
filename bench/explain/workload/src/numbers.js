/** Sums the values of the tokens. */
export function convert(tokens, amount) {
  let sum = 0;
  for (let round = 0; round < amount; round += 1) {
    for (const token of tokens) sum += Number.parseFloat(token) * 1.5;
  }
  return sum;
}

/** A checksum over every character. */
export function checksum(line, amount) {
  let hash = 0;
  for (let round = 0; round < amount; round += 1) {
    for (let index = 0; index < line.length; index += 1) {
      hash = (hash * 31 + line.charCodeAt(index)) | 0;
    }
  }
  return hash;
}
