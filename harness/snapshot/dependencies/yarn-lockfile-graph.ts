import { DEPENDENCY_SECTIONS, type Manifest } from '../../packages/package-manifest.ts';
import { asRecord, type LockfileGraph, UnreadableLockfile } from './lockfile-graph.ts';

/** Package of the project itself. */
interface Member {
  readonly at: string;
  readonly manifest: Manifest | null;
}

/** Reads a parsed yarn.lock; keys are lists of `name@range`. */
export function readYarnLockfileGraph(value: unknown, members: readonly Member[]): LockfileGraph {
  const { __metadata: rest = null, ...blocks } = asRecord(value);
  const keys = new Map(
    Object.keys(blocks).flatMap((key) => key.split(/,\s*/u).map((wish) => [wish, key] as const)),
  );
  const own = new Set(members.map(({ manifest }) => manifest?.name));
  const keyOf = (name: string, range: unknown): string | null => {
    const wishes = [`${name}@${range}`, `${name}@npm:${range}`];
    const wish = wishes.find((lockKey) => keys.has(lockKey));
    if (wish !== undefined) return keys.get(wish) ?? null;
    if (own.has(name)) return null;
    // `resolutions` replace the requested package by another.
    throw new UnreadableLockfile();
  };
  const isOwn = (key: string): boolean => /@workspace:/u.test(key);
  return {
    rest,
    asks: members.flatMap(({ at, manifest }) =>
      DEPENDENCY_SECTIONS.filter((section) => section !== 'peerDependencies').flatMap((section) =>
        Object.entries(asRecord(manifest?.[section])).map(([name, said]) => ({
          at,
          section,
          name,
          said,
          key: keyOf(name, said),
        })),
      ),
    ),
    // Entries of the project's own packages only repeat their manifests.
    entry: (key) => (isOwn(key) ? null : blocks[key]),
    edges: (key) =>
      isOwn(key)
        ? []
        : ['dependencies', 'optionalDependencies']
            .flatMap((section) => Object.entries(asRecord(asRecord(blocks[key])[section])))
            .map(([name, range]) => keyOf(name, range))
            .filter((found) => found !== null),
  };
}

/** Parses the format of Yarn 1: indented lines of a name and a value, each optionally quoted. */
export function parseYarnClassicLockfile(text: string): unknown {
  const blocks: Record<string, Record<string, unknown>> = {};
  let block: Record<string, unknown> = {};
  let section: Record<string, unknown> = block;
  for (const line of text.split(/\r?\n/u)) {
    if (line === '' || line.startsWith('#')) continue;
    const [, indent = '', words = ''] = /^( *)(.*)$/u.exec(line) ?? [];
    if (indent === '' && words.endsWith(':')) {
      block = {};
      blocks[words.slice(0, -1).replaceAll('"', '')] = block;
    } else if (indent.length === 2 && words.endsWith(':')) {
      section = {};
      block[words.slice(0, -1)] = section;
    } else {
      const [, quoted, plain, value] = /^(?:"([^"]+)"|(\S+)) (.+)$/u.exec(words) ?? [];
      const name = quoted ?? plain;
      if (name === undefined || (indent.length !== 2 && indent.length !== 4)) {
        throw new UnreadableLockfile();
      }
      (indent.length === 2 ? block : section)[name] = value?.replace(/^"(.*)"$/u, '$1');
    }
  }
  return blocks;
}
