export function table(pairs) {
  return pairs.reduce((all, [name, value]) => ({ ...all, [name]: value }), {});
}
