export function isValid(value, rules) {
  let valid = true;
  for (const rule of rules) {
    if (!rule(value)) valid = false;
  }
  return valid;
}
