export function snapshot(state) {
  return structuredClone(state);
}
