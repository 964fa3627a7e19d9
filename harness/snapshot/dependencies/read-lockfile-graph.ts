import { posix } from 'node:path';
import { DEPENDENCY_SECTIONS, type Manifest } from '../../packages/package-manifest.ts';
import type { InstallRoot } from './dependency-install-roots.ts';
import {
  asRecord,
  type LockfileGraph,
  listAsks,
  omitKeys,
  UnreadableLockfile,
} from './lockfile-graph.ts';
import { readNpmLockfileGraph } from './npm-lockfile-graph.ts';

const ASKING = ['dependencies', 'devDependencies', 'optionalDependencies'];
/** Data that pnpm derives from the graph. */
const DERIVED = ['dev', 'optional'];

/** Reads a parsed pnpm-lock.yaml of version 6 or 9. */
export function readPnpmLockfileGraph(value: unknown): LockfileGraph {
  const { importers, packages, snapshots, ...rest } = asRecord(value);
  const version = Number.parseInt(String(rest.lockfileVersion), 10);
  if (version !== 6 && version !== 9) throw new UnreadableLockfile();
  const isNine = version === 9;
  // Version 9 separates the package from its resolutions for each set of peers.
  const nodes = asRecord(isNine ? snapshots : packages);
  const keyOf = (name: string, said: string): string | null => {
    // Package of the project, or a linked folder.
    if (said.startsWith('link:')) return null;
    const keys = [`${isNine ? '' : '/'}${name}@${said}`, said];
    const key = keys.find((key) => Object.hasOwn(nodes, key));
    if (key === undefined) throw new UnreadableLockfile();
    return key;
  };
  // Version 6 has no importers if there is a single package.
  const own = importers ?? { '.': Object.fromEntries(ASKING.map((name) => [name, rest[name]])) };
  return {
    rest: omitKeys(rest, ASKING),
    asks: Object.entries(asRecord(own)).flatMap(([at, importer]) =>
      listAsks(at, importer, ASKING, (name, said) => keyOf(name, String(asRecord(said).version))),
    ),
    entry: (key) => [
      omitKeys(nodes[key], DERIVED),
      isNine ? (asRecord(packages)[key.replace(/\(.*$/u, '')] ?? null) : null,
    ],
    edges: (key) =>
      ['dependencies', 'optionalDependencies']
        .flatMap((section) => Object.entries(asRecord(asRecord(nodes[key])[section])))
        .map(([name, said]) => keyOf(name, String(said)))
        .filter((found) => found !== null),
  };
}

/** Returns the graph of a root's lockfile; null if it has none that can be parsed. */
export async function readLockfileGraph(root: InstallRoot): Promise<LockfileGraph | null> {
  const { lock, manifests } = root.facts;
  if (lock === null) return null;
  const folders = root.packages.map((packageFolder) => posix.relative(root.folder, packageFolder));
  const members = folders.map((at, index) => ({ at, manifest: manifests[index] ?? null }));
  try {
    switch (root.lockfile) {
      case 'package-lock.json':
      case 'npm-shrinkwrap.json':
        return readNpmLockfileGraph(lock, folders);
      case 'pnpm-lock.yaml':
        return readPnpmLockfileGraph(await parseYaml(lock));
      case 'yarn.lock': {
        const isNew = /^__metadata:/mu.test(lock);
        return readYarnLockfileGraph(
          isNew ? await parseYaml(lock) : parseYarnClassicLockfile(lock),
          members,
        );
      }
      case 'bun.lock':
        return readBunLockfileGraph(await parseYaml(lock));
      default:
        return null;
    }
  } catch {
    // The package manager will report the error.
    return null;
  }
}

/** Parses YAML, which also covers JSON with trailing commas. */
async function parseYaml(text: string): Promise<unknown> {
  const { parse } = await import('yaml');
  return parse(text, { maxAliasCount: 0 });
}

/** Reads a parsed bun.lock: its keys are chains of names, and nested packages take precedence. */
export function readBunLockfileGraph(value: unknown): LockfileGraph {
  const { workspaces, packages, configVersion: _, ...rest } = asRecord(value);
  const nodes = asRecord(packages);
  // Versions 0 to 2 are known; a later version may give these keys another meaning.
  const version = Number(rest.lockfileVersion);
  if (workspaces === undefined || !(version <= 2)) throw new UnreadableLockfile();
  const resolve = (from: string, name: string): string | null => {
    for (let at = namesIn(from); ; at = at.slice(0, -1)) {
      const key = [...at, name].join('/');
      if (Object.hasOwn(nodes, key)) return key;
      if (at.length === 0) return null;
    }
  };
  return {
    rest,
    asks: Object.entries(asRecord(workspaces)).flatMap(([at, own]) =>
      listAsks(at, own, DEPENDENCY_SECTIONS, (name) =>
        resolve(String(asRecord(own).name ?? ''), name),
      ),
    ),
    entry: (key) => nodes[key],
    edges: (key) => {
      const parts = Array.isArray(nodes[key]) ? nodes[key] : [];
      const sections = parts.map(asRecord);
      const names = sections.flatMap((part) =>
        DEPENDENCY_SECTIONS.flatMap((section) => Object.keys(asRecord(part[section]))),
      );
      return names.map((name) => resolve(key, name)).filter((found) => found !== null);
    },
  };
}

/** Returns the names in a chain; scoped names contain a slash themselves. */
function namesIn(key: string): readonly string[] {
  return key.match(/@[^/]+\/[^/]+|[^/]+/gu) ?? [];
}

/** Package of the project itself. */
interface Member {
  readonly at: string;
  readonly manifest: Manifest | null;
}

const YARN_SECTIONS = DEPENDENCY_SECTIONS.filter((section) => section !== 'peerDependencies');

/** Reads a parsed yarn.lock; keys are lists of `name@range`. */
function readYarnLockfileGraph(value: unknown, members: readonly Member[]): LockfileGraph {
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
    asks: members.flatMap(({ at, manifest }) => listAsks(at, manifest, YARN_SECTIONS, keyOf)),
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
function parseYarnClassicLockfile(text: string): unknown {
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
