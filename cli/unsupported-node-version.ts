/** Lowest supported version of Node.js; `engines` states the same. */
const LOWEST = [22, 19] as const;

/** Returns the message for too old a Node.js; null: supported. @param version - `22.19.0` */
export function describeUnsupportedNode(version: string, program: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [lowestMajor, lowestMinor] = LOWEST;
  if (major > lowestMajor || (major === lowestMajor && minor >= lowestMinor)) return null;
  return `error: perf-harness needs Node.js ${lowestMajor}.${lowestMinor} or newer; this is ${version}, at\n${program}.\nInstall a newer version, or add it to the project: npm i -D node@26\n`;
}
