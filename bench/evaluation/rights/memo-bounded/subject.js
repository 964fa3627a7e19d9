export function checksum(text) {
  let sum = 0;
  for (let index = 0; index < text.length; index += 1)
    sum = (sum * 31 + text.charCodeAt(index)) % 65_521;
  return sum;
}
