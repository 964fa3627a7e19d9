/** Returns the major version of a Node.js such as "v26.10.0"; empty where the version has none. */
export function nodeMajorVersion(version: string): string {
  return version.replace(/^v/u, '').split('.')[0] ?? '';
}
