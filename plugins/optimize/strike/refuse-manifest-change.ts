import { parseJsonOrNull } from '../parse-json-or-null.ts';

/** Text of a file before and after a change; null where it does not exist. */
export interface FileVersions {
  readonly before: string | null;
  readonly after: string | null;
}

const SECTIONS = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'bundleDependencies',
  'overrides',
  'resolutions',
];

/**
 * Describes a forbidden change of package.json: it names a package that the lockfile did not have
 *, or changes the scripts, which start the tests. null: there is none.
 * @param lockfile - Text of the lockfile before; null where there is none.
 */
export function refuseManifestChange(
  manifest: FileVersions,
  lockfile: string | null,
): string | null {
  const [before, after] = [parse(manifest.before), parse(manifest.after)];
  if (after === null) return 'package.json can no longer be parsed';
  if (JSON.stringify(before?.scripts) !== JSON.stringify(after.scripts)) {
    return 'the package.json scripts are changed';
  }
  const had = new Set(namesIn(before));
  const added = namesIn(after).filter((name) => !had.has(name) && !isLocked(name, lockfile));
  if (added.length === 0) return null;
  return `package ${added.join(', ')} is new: it is not in the lockfile`;
}

type Manifest = Readonly<Record<string, unknown>>;

function parse(text: string | null): Manifest | null {
  const value = parseJsonOrNull(text);
  // Sound: an object of JSON has texts as keys.
  return typeof value === 'object' && value !== null ? (value as Manifest) : null;
}

function namesIn(manifest: Manifest | null): readonly string[] {
  return SECTIONS.flatMap((section) => {
    const value = manifest?.[section];
    if (Array.isArray(value)) return value.filter((packageName) => typeof packageName === 'string');
    return typeof value === 'object' && value !== null ? Object.keys(value) : [];
  });
}

/** As npm, pnpm, yarn and bun write the name of a package that is installed. */
function isLocked(name: string, lockfile: string | null): boolean {
  if (lockfile === null) return false;
  const literal = name.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&');
  return new RegExp(
    `"node_modules/${literal}"|^["' ]*/?${literal}@|^ {2}["']?${literal}["']?:|^ {4}"${literal}":`,
    'mu',
  ).test(lockfile);
}
