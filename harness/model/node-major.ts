/** Major version of a Node.js, as of "v26.10.0"; empty: the version tells none. */
export function nodeMajor(version: string): string {
  return version.replace(/^v/u, '').split('.')[0] ?? '';
}
