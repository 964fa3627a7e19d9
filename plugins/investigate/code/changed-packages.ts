import { parse } from 'yaml';
import { createChange, type IncidentChange } from '../document/investigation-document.ts';
import { type ChangeOrigin, changeId } from '../infrastructure/changed-configuration-settings.ts';

/** Versions of packages by name; a package may be installed in several versions. */
type Packages = ReadonlyMap<string, readonly string[]>;

export const LOCKFILE_PATTERN =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|requirements\.txt)$/u;

export async function findChangedPackages(
  {
    file,
    before,
    after,
  }: { readonly file: string; readonly before: string | null; readonly after: string | null },
  moment: ChangeOrigin,
): Promise<readonly IncidentChange[]> {
  const [old, fresh] = [await packagesOf(file, before), await packagesOf(file, after)];
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .sort()
    .flatMap((name): readonly IncidentChange[] => {
      const [was, is] = [old.get(name)?.join(', ') ?? null, fresh.get(name)?.join(', ') ?? null];
      if (was === is) return [];
      return [
        createChange(moment, {
          id: changeId(file, name, moment),
          kind: 'dependency',
          label: 'DEPENDENCY ISSUE',
          title: `${name}: ${was ?? 'none'} → ${is ?? 'none'}`,
          file,
          before: was,
          after: is,
          mechanisms: [],
          direction: is === null ? 'neutral' : 'worse',
        }),
      ];
    });
}

async function packagesOf(file: string, text: string | null): Promise<Packages> {
  if (text === null) return new Map();
  if (file.endsWith('.txt')) return pinned(text);
  return grouped(file.endsWith('.yaml') ? await namesOfPnpm(text) : namesOfNpm(text));
}

function grouped(pairs: readonly (readonly [string, string])[]): Packages {
  const found = new Map<string, string[]>();
  for (const [name, version] of pairs) {
    const versions = found.get(name) ?? [];
    if (versions.length === 0) found.set(name, versions);
    if (!versions.includes(version)) versions.push(version);
  }
  for (const versions of found.values()) versions.sort();
  return found;
}

/** Reads lockfile versions 2 and 3, which store `packages` by path. */
function namesOfNpm(text: string): readonly (readonly [string, string])[] {
  const { packages = {} } = JSON.parse(text) as {
    packages?: Record<string, { version?: unknown; name?: unknown }>;
  };
  return Object.entries(packages).flatMap(([place, { version }]) => {
    const at = place.lastIndexOf('node_modules/');
    return at === -1 || typeof version !== 'string'
      ? []
      : [[place.slice(at + 'node_modules/'.length), version] as const];
  });
}

async function namesOfPnpm(text: string): Promise<readonly (readonly [string, string])[]> {
  const { packages = {} } = (parse(text, { maxAliasCount: 0 }) ?? {}) as { packages?: object };
  return Object.keys(packages).flatMap((key) => {
    const [, name, version] = /^\/?(@?[^@]+)@([^()]+)/u.exec(key) ?? [];
    return name === undefined || version === undefined ? [] : [[name, version] as const];
  });
}

/** `name==1.2.3`, as pip pins. */
function pinned(text: string): Packages {
  return grouped(
    text.split('\n').flatMap((line) => {
      const [, name, version] = /^\s*([\w.-]+)\s*==\s*([\w.+!-]+)/u.exec(line) ?? [];
      return name === undefined || version === undefined
        ? []
        : [[name.toLowerCase(), version] as const];
    }),
  );
}
