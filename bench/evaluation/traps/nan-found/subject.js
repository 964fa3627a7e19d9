export function without(values, unwanted) {
  return values.filter((value) => unwanted.indexOf(value) === -1);
}
