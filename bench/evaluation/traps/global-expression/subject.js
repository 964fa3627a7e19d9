export function hasDigits(text) {
  return /[0-9]+/g.test(text);
}
