/** Compares dotted versions number by number: `1.65.1` is at least `1.60`. */
export function isVersionAtLeast(version: string, lowest: string): boolean {
  const have = version.split('.').map(Number);
  for (const [position, wanted] of lowest.split('.').map(Number).entries()) {
    const found = have[position] ?? 0;
    if (found !== wanted) return found > wanted;
  }
  return true;
}
