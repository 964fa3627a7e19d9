/** What of the sources that this process has loaded was not loaded by Node.js alone. */
const files = new Set<string>();

export function noteTransformed(file: string): void {
  files.add(file);
}

export function transformedFiles(): readonly string[] {
  return [...files].toSorted();
}
