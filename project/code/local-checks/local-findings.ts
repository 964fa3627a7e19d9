import { join } from 'node:path';
import type { Host } from '../../../harness/host.ts';
import type { CodeFacts } from '../../../harness/model/program/code-facts.ts';
import type { LocalFinding } from '../../../harness/model/program/hypothesis.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import { LARGEST_FILE_BYTES, listProjectFiles, sourcesAmong } from '../project-files.ts';
import { findAsyncVariants } from './async-variants.ts';
import { findBatchMethods } from './batch-methods.ts';
import { findCacheInfrastructure } from './cache-infrastructure.ts';
import { findPoolSettings } from './pool-settings.ts';
import { findUnusedSettings } from './unused-settings.ts';

/** Files that hold settings and no code. */
const SETTINGS_FILE = /(?:^|\/)(?:config|settings|\.env)[\w.-]*$|\.(?:ya?ml|toml|ini|env)$/u;

/**
 * The five local checks as findings (H812-09..13). A batch method that is called already, and a cache
 * that the path uses, are none: there is nothing left to use.
 * @param locations places of the steps that the measured work runs through: `src/users.ts:14`
 */
export async function findLocalFindings(
  host: Host,
  facts: CodeFacts,
  locations: readonly string[],
  signal?: AbortSignal,
): Promise<readonly LocalFinding[]> {
  const files = await listProjectFiles(host, facts.root, signal);
  return [
    ...batches(facts),
    ...caches(facts, dependenciesOf(host, facts.root), pathOf(facts, locations)),
    ...pools(facts),
    ...variants(facts),
    ...settings(host, facts.root, files),
  ];
}

function batches(facts: CodeFacts): readonly LocalFinding[] {
  return findBatchMethods(facts)
    .filter(({ isUsed }) => !isUsed)
    .map(({ single, batch, file, line }) => ({
      id: `batch:${file}:${batch}`,
      check: 'batch',
      location: `${file}:${line}`,
      message: `${batch} does for many what ${single} does for one, and nothing calls it.`,
    }));
}

function caches(
  facts: CodeFacts,
  dependencies: readonly string[],
  path: ReadonlySet<number>,
): readonly LocalFinding[] {
  return findCacheInfrastructure(facts, dependencies, path)
    .filter(({ isOnPath }) => !isOnPath)
    .map(({ name, isUsed }) => ({
      id: `cache:${name}`,
      check: 'cache',
      location: null,
      message: `${name} is there to cache with, and ${isUsed ? 'only code off the measured path uses it' : 'nothing uses it'}.`,
    }));
}

function pools(facts: CodeFacts): readonly LocalFinding[] {
  return findPoolSettings(facts).map(({ file, line, made, settings }) => {
    const told = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
    return {
      id: `pool:${file}:${line}`,
      check: 'pool',
      location: `${file}:${line}`,
      message: `${made}: ${told.length === 0 ? 'not configured' : told.join(', ')}.`,
    };
  });
}

function variants(facts: CodeFacts): readonly LocalFinding[] {
  return findAsyncVariants(facts).map(({ file, line, callee, variant }) => ({
    id: `async_variant:${file}:${line}:${callee}`,
    check: 'async_variant',
    location: `${file}:${line}`,
    message: `${callee} holds the thread; ${variant} does the same without.`,
  }));
}

function settings(host: Host, root: string, files: readonly string[]): readonly LocalFinding[] {
  const texts = new Map<string, string>();
  for (const file of [...sourcesAmong(files), ...files.filter((one) => SETTINGS_FILE.test(one))]) {
    const text = readText(host, join(root, file));
    if (text !== null && text.length <= LARGEST_FILE_BYTES) texts.set(file, text);
  }
  return findUnusedSettings(texts).map(({ name, file, line }) => ({
    id: `unused_setting:${file}:${name}`,
    check: 'unused_setting',
    location: `${file}:${line}`,
    message: `${name} is declared, and nothing reads it.`,
  }));
}

/** Indexes of the functions that places lie in, each the innermost. */
function pathOf({ functions }: CodeFacts, locations: readonly string[]): ReadonlySet<number> {
  const path = new Set<number>();
  for (const location of locations) {
    const [, file, at] = /^(.+?):(\d+)(?::\d+)?$/u.exec(location) ?? [];
    const line = Number(at);
    let best = -1;
    for (const [index, one] of functions.entries()) {
      if (one.file !== file || one.line > line || one.endLine < line) continue;
      const known = functions[best];
      const isInside = known === undefined || one.endLine - one.line <= known.endLine - known.line;
      if (isInside) best = index;
    }
    if (best !== -1) path.add(best);
  }
  return path;
}

/** Names from package.json; none where there is none that can be read. */
function dependenciesOf(host: Host, root: string): readonly string[] {
  try {
    const manifest: unknown = JSON.parse(readText(host, join(root, 'package.json')) ?? '{}');
    if (typeof manifest !== 'object' || manifest === null) return [];
    return ['dependencies', 'optionalDependencies'].flatMap((key) => {
      const part: unknown = Reflect.get(manifest, key);
      return typeof part === 'object' && part !== null ? Object.keys(part) : [];
    });
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/** null: it is not there, may not be read, or is a link to a folder. */
function readText(host: Host, path: string): string | null {
  try {
    return host.files.read(path);
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
