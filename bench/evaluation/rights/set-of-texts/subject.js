export function without(values, unwanted) {
  return values.filter((value) => !unwanted.includes(value));
}
