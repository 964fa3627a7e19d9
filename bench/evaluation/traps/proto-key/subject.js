export function headers(pairs) {
  return pairs.reduce((all, [name, value]) => ({ ...all, [name]: value }), {});
}
