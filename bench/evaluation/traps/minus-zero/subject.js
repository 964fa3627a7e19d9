export function isKnown(value, known) {
  return known.some((one) => Object.is(one, value));
}
