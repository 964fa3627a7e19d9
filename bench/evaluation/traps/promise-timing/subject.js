const table = new Map([['a', 1]]);

export function lookUp(key, done) {
  let hit = null;
  Promise.resolve().then(() => {
    hit = table.get(key) ?? null;
    done(hit);
  });
  return { ready: hit !== null };
}
