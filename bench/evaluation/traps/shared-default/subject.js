export function task(name, options = {}) {
  return { name, tags: [], ...options };
}
