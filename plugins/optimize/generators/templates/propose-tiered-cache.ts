import { posix } from 'node:path';
import type { measure } from 'perf-harness/plugin';
import { proposalFor } from '../propose-codemods.ts';
import type { Proposal } from '../select-hypotheses.ts';
import { TIERED_CACHE_MODULE } from './tiered-cache-module.ts';

/** Function to cache, and the functions that change its results. */
export interface TieredCachePlan {
  /** A module of JavaScript, from the root of the project, with slashes. */
  readonly file: string;
  readonly text: string;
  /** Exported async function of the module with one parameter, the key; its result is JSON. */
  readonly reader: string;
  /**
   * All exported async functions that change the reader's results, with the key as their first
   * parameter. At least one is required, since a cache without invalidation becomes stale
   * (LEAD-22).
   */
  readonly writers: readonly [string, ...string[]];
  /** Name of the Redis client in the module; null if there is none. */
  readonly shared: string | null;
}

/** Proposal, or the reason why there is none. */
export type TemplatedProposal =
  | { readonly state: 'proposed'; readonly proposal: Proposal }
  | { readonly state: 'refused'; readonly reason: string };

/**
 * Proposes a two-tier cache around a function, with every writer invalidating what it changes.
 * Refused where a function does not have the required form, or no writer is named.
 */
export function proposeTieredCache(
  plan: TieredCachePlan,
  bottleneck: measure.Bottleneck,
): TemplatedProposal {
  const { file, text, reader, writers } = plan;
  if (writers.length === 0) {
    return refused(
      'no function invalidates the cache; name the functions that change the cached data',
    );
  }
  const missing = [reader, ...writers].find((name) => declarationOf(text, name) === null);
  if (missing !== undefined) {
    return refused(`${file} has no \`export async function ${missing}(key, …)\``);
  }
  if (/^\s*\w+\s*,/u.test(declarationOf(text, reader) ?? '')) {
    return refused(`${reader} has parameters in addition to its key`);
  }
  const beside = posix.join(posix.dirname(file), 'tiered-cache.js');
  const patch = `${wholePatch(file, text, cachedText(plan))}${newFilePatch(beside)}`;
  return {
    state: 'proposed',
    proposal: proposalFor(bottleneck, {
      key: `tiered-cache:${file}:${reader}`,
      description: `Cache the results of ${reader} in the process and in the shared cache, until ${writers.join(' or ')} changes them`,
      fix_level: 4,
      files_to_modify: [file, beside],
      assumes: ["Cached results may be as old as the cache's time to live allows."],
      apply: { kind: 'patch', patch },
    }),
  };
}

function refused(reason: string): TemplatedProposal {
  return { state: 'refused', reason };
}

/** Returns an exported async function's parameters as text; null: no such function, or none. */
function declarationOf(text: string, name: string): string | null {
  if (!/^[\w$]+$/u.test(name)) return null;
  const pattern = new RegExp(`^export async function ${escaped(name)}\\(([^)]*)\\)`, 'mu');
  const given = pattern.exec(text)?.[1]?.trim() ?? '';
  return given === '' ? null : given;
}

/** Renames the functions and adds cached versions under the old names. */
function cachedText({ file, text, reader, writers, shared }: TieredCachePlan): string {
  const plain = (name: string): string => `${name}Uncached`;
  const renamed = [reader, ...writers].reduce(
    (so, name) =>
      so.replace(`export async function ${name}(`, () => `async function ${plain(name)}(`),
    text,
  );
  const cache = `${reader}Cache`;
  const client = shared === null ? '' : `, shared: ${shared}`;
  const name = JSON.stringify(`${file}::${reader}`).replaceAll('"', "'");
  return [
    "import { tieredCache } from './tiered-cache.js';",
    renamed.trimEnd(),
    '',
    `const ${cache} = tieredCache({ name: ${name}, load: ${plain(reader)}${client} });`,
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
