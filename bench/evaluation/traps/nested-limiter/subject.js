export async function walk(node, read) {
  const own = await read(node);
  const below = [];
  for (const child of own) below.push(...(await walk(child, read)));
  return [node, ...below];
}
