import { storage } from 'perf-harness/plugin';

export interface TeamManifest {
  readonly name: string | null;
  readonly packages: ReadonlySet<string>;
  readonly scripts: ReadonlySet<string>;
  /** True if an installation puts a program of it on the path. */
  readonly hasProgram: boolean;
  /** Files that others import or start, as they are written. */
  readonly entries: readonly string[];
}

const SECTIONS = [
  'dependencies',
  'devDependencies',
  'peerDependencies',
  'optionalDependencies',
] as const;

/** Reads a manifest; if missing or unreadable, it is empty. @param text - null if there is none. */
export function readTeamManifest(text: string | null): TeamManifest {
  const raw = recordOf(storage.tryParseJson(text?.replace(/^\uFEFF/u, '') ?? null));
  const keysOf = (value: unknown): readonly string[] => Object.keys(recordOf(value));
  return {
    name: typeof raw.name === 'string' ? raw.name : null,
    packages: new Set(SECTIONS.flatMap((section) => keysOf(raw[section]))),
    scripts: new Set(keysOf(raw.scripts)),
    hasProgram: typeof raw.bin === 'string' || keysOf(raw.bin).length > 0,
    entries: [raw.main, raw.module, raw.bin, raw.exports].flatMap(textsIn),
  };
}

/** Returns all texts in a value, since conditions of `exports` may be nested. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Object.values(recordOf(value)).flatMap(textsIn);
}

/** Returns a copy of an object or list; empty for any other value. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
