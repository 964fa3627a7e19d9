import { join, posix } from 'node:path';
import { type Host, type measure, UserError } from 'perf-harness/plugin';
import { type BottleneckTarget, proposalFor } from './propose-codemods.ts';
import type { Proposal } from './select-hypotheses.ts';
import { TIERED_CACHE_MODULE } from './tiered-cache-module.ts';

/** Function whose results may be cached, and the functions that change its results. */
export interface CachePlan {
  /** Module of JavaScript, from the root of the project, with slashes. */
  readonly file: string;
  /** Exported async function of the module with one parameter, the key; its result is JSON. */
  readonly reader: string;
  /**
   * All exported async functions of the module that change the reader's results, with the key as
   * their first parameter. At least one is required, since a cache without invalidation becomes
   * stale (LEAD-22).
   */
  readonly writers: readonly [string, ...string[]];
  /** Name of the Redis client in the module; null if there is none. */
  readonly client: string | null;
}

/** Caches that may be added, and the folder that their files are in. */
export interface CachePlans {
  /** Absolute folder that file paths are relative to. */
  readonly root: string;
  readonly plans: readonly CachePlan[];
}

export const NO_CACHES: CachePlans = { root: '', plans: [] };

/**
 * Proposes a two-tier cache for each hot reader (LEAD-22). Only the project knows what else changes
 * a value, so its configuration names these functions.
 * @throws UserError where a function does not exist in the form that a cache needs.
 */
export function proposeCaches(
  host: Host,
  { root, plans }: CachePlans,
  targets: readonly BottleneckTarget[],
): readonly Proposal[] {
  return plans.flatMap((plan): readonly Proposal[] => {
    const { file, reader } = plan;
    const target = targets.find(({ functions }) =>
      functions.some((codeFunction) => codeFunction.file === file && codeFunction.name === reader),
    );
    if (target === undefined) return [];
    const made = proposeTieredCache(
      plan,
      host.files.read(join(root, file)) ?? '',
      target.bottleneck,
    );
    if (typeof made !== 'string') return [made];
    throw new UserError({
      code: 'bad-cache',
      message: `optimize.caches: cannot cache ${file}::${reader}: ${made}.`,
      remedy:
        'List exported async functions from one module, each with the key as its first parameter.',
    });
  });
}

/**
 * Proposes a two-tier cache around a function, with every writer invalidating what it changes.
 * @returns The reason why there is none where a function does not have the required form, or no
 * writer is named.
 */
export function proposeTieredCache(
  plan: CachePlan,
  text: string,
  bottleneck: measure.Bottleneck,
): Proposal | string {
  const { file, reader, writers } = plan;
  if (writers.length === 0) {
    return 'no function invalidates the cache; name the functions that change the cached data';
  }
  const missing = [reader, ...writers].find((name) => declarationOf(text, name) === null);
  if (missing !== undefined) return `${file} has no \`export async function ${missing}(key, …)\``;
  if (/^\s*\w+\s*,/u.test(declarationOf(text, reader) ?? '')) {
    return `${reader} has parameters in addition to its key`;
  }
  const beside = posix.join(posix.dirname(file), 'tiered-cache.js');
  const patch = `${wholePatch(file, text, cachedText(plan, text))}${newFilePatch(beside)}`;
  return proposalFor(bottleneck, {
    key: `tiered-cache:${file}:${reader}`,
    description: `Cache the results of ${reader} in the process and in the shared cache, until ${writers.join(' or ')} changes them`,
    fix_level: 4,
    files_to_modify: [file, beside],
    assumes: ["Cached results may be as old as the cache's time to live allows."],
    apply: { kind: 'patch', patch },
  });
}

/** Returns an exported async function's parameters as text; null: no such function, or none. */
function declarationOf(text: string, name: string): string | null {
  if (!/^[\w$]+$/u.test(name)) return null;
  const pattern = new RegExp(`^export async function ${escaped(name)}\\(([^)]*)\\)`, 'mu');
  const given = pattern.exec(text)?.[1]?.trim() ?? '';
  return given === '' ? null : given;
}

/** Renames the functions and adds cached versions under the old names. */
function cachedText({ file, reader, writers, client }: CachePlan, text: string): string {
  const plain = (name: string): string => `${name}Uncached`;
  const renamed = [reader, ...writers].reduce(
    (so, name) =>
      so.replace(`export async function ${name}(`, () => `async function ${plain(name)}(`),
    text,
  );
  const cache = `${reader}Cache`;
  const shared = client === null ? '' : `, shared: ${client}`;
  const name = JSON.stringify(`${file}::${reader}`).replaceAll('"', "'");
  return [
    "import { tieredCache } from './tiered-cache.js';",
    renamed.trimEnd(),
    '',
    `const ${cache} = tieredCache({ name: ${name}, load: ${plain(reader)}${shared} });`,
    '',
    `export async function ${reader}(key) {`,
    `  return ${cache}.get(key);`,
    '}',
    ...writers.flatMap((writer) => [
      '',
      `export async function ${writer}(key, ...given) {`,
      '  try {',
      `    return await ${plain(writer)}(key, ...given);`,
      '  } finally {',
      `    await ${cache}.invalidate(key);`,
      '  }',
      '}',
    ]),
    '',
  ].join('\n');
}

function wholePatch(path: string, before: string, after: string): string {
  const [old, next] = [linesOf(before), linesOf(after)];
  return [
    `diff --git a/${path} b/${path}`,
    `--- a/${path}`,
    `+++ b/${path}`,
    `@@ -1,${old.length} +1,${next.length} @@`,
    ...old.map((line) => `-${line}`),
    ...(before.endsWith('\n') ? [] : ['\\ No newline at end of file']),
    ...next.map((line) => `+${line}`),
    '',
  ].join('\n');
}

function newFilePatch(path: string): string {
  const lines = linesOf(TIERED_CACHE_MODULE);
  return [
    `diff --git a/${path} b/${path}`,
    'new file mode 100644',
    '--- /dev/null',
    `+++ b/${path}`,
    `@@ -0,0 +1,${lines.length} @@`,
    ...lines.map((line) => `+${line}`),
    '',
  ].join('\n');
}

function linesOf(text: string): readonly string[] {
  return text.replace(/\n$/u, '').split('\n');
}

function escaped(name: string): string {
  return name.replaceAll('$', '\\$');
}
