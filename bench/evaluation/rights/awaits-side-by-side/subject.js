export async function loadAll(keys, load) {
  const results = [];
  for (const key of keys) results.push(await load(key));
  return results;
}
