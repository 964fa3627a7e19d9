export function isNumber(text) {
  return /^[0-9]+$/.test(text);
}
