export async function sizes(paths, stat) {
  const all = {};
  for (const path of paths) {
    const { size } = await stat(path);
    all[path] = size;
  }
  return all;
}
