import { z } from 'zod';
import { UserError } from '../model/user-error.ts';

const versionsSchema = z.record(z.string(), z.string());

const lockEntrySchema = z.looseObject({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  dependencies: versionsSchema.optional(),
  devDependencies: versionsSchema.optional(),
  optionalDependencies: versionsSchema.optional(),
  peerDependencies: versionsSchema.optional(),
});
/** One entry of `packages` in a lockfile. */
export type NpmLockfileEntry = z.infer<typeof lockEntrySchema>;

const lockfileSchema = z.looseObject({
  lockfileVersion: z.number(),
  packages: z.record(z.string(), lockEntrySchema),
});
/** A package-lock.json of version 2 or 3, whose `packages` section is complete. */
export type NpmLockfile = z.infer<typeof lockfileSchema>;

/** Sections of a manifest that list dependencies. */
export const NPM_DEPENDENCY_SECTIONS = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
] as const;

const MODULES = 'node_modules/';

/** @throws UserError if it is not a lockfile of npm 7 or later. */
export function parseNpmLockfile(text: string, where: string): NpmLockfile {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw notReadable(where, 'it is not JSON');
  }
  const parsed = lockfileSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const isOld = (data as { lockfileVersion?: unknown } | null)?.lockfileVersion === 1;
  throw notReadable(
    where,
    isOld ? 'it has lockfile version 1, written by npm 6' : 'it has no "packages"',
  );
}

function notReadable(where: string, why: string): UserError {
  return new UserError({
    code: 'lockfile-not-readable',
    message: `The package-lock.json of ${where} cannot be parsed: ${why}.`,
    remedy: 'Regenerate it with a current npm: npm install --package-lock-only',
  });
}

/** True if a key belongs to an installed package, not to the project or its workspace. */
export function isInstalledPackage(key: string): boolean {
  return key.includes(MODULES);
}

/** Returns the name of the package that a key installs: the part after the last `node_modules/`. */
export function packageName(key: string): string {
  return key.slice(key.lastIndexOf(MODULES) + MODULES.length);
}

/** Key of the package that a name leads to from a place, by Node.js's lookup; null: it is not installed. */
export function resolvePackageKey(
  packages: Readonly<Record<string, unknown>>,
  from: string,
  name: string,
): string | null {
  for (let folder: string | null = from; folder !== null; folder = outer(folder)) {
    const key = `${folder === '' ? '' : `${folder}/`}${MODULES}${name}`;
    if (Object.hasOwn(packages, key)) return key;
  }
  return null;
}

/** Returns the enclosing package folder, skipping `node_modules` itself. */
function outer(folder: string): string | null {
  if (folder === '') return null;
  const parent = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
  if (parent === 'node_modules') return '';
  return parent.endsWith('/node_modules') ? parent.slice(0, -'/node_modules'.length) : parent;
}

export function listDependencyNames(entry: NpmLockfileEntry | undefined): readonly string[] {
  return [
    ...new Set(NPM_DEPENDENCY_SECTIONS.flatMap((section) => Object.keys(entry?.[section] ?? {}))),
  ];
}
