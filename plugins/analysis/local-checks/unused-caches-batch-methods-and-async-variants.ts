import { join } from 'node:path';
import type { Host } from '../../../harness/host.ts';
import type { CodeFacts } from '../../../harness/model/program/code-analysis-results.ts';
import { tryParseJson } from '../../../harness/model/value/try-parse-json.ts';
import { isBatchName } from '../detect/io-in-loop.ts';
import { findInnermostFunction } from '../find-performance-antipatterns.ts';
import { LIBRARIES } from '../known-library-calls.ts';
import {
  listProjectFiles,
  MAX_FILE_BYTES,
  readText,
  sourcesAmong,
} from '../list-project-source-files.ts';
import { findPoolSettings } from './cache-and-pool-uses.ts';
import { findUnreadSettings } from './declared-settings-never-read.ts';

/** A capability that a project has and does not use. */
export interface LocalFinding {
  readonly id: string;
  readonly check: 'batch' | 'cache' | 'pool' | 'async_variant' | 'unused_setting';
  /** `src/users.ts:14`; null: it has no place. */
  readonly location: string | null;
  readonly message: string;
}

interface CacheInfrastructure {
  /** Name of the package or of the callee: `ioredis`, `lru_cache`. */
  readonly name: string;
  /** True if any code calls it. */
  readonly isUsed: boolean;
  /** True if a function on the measured path calls it. */
  readonly isOnPath: boolean;
}

const CACHE_DECORATOR = /(?:^|\.)(?:cached|lru_cache|cache|memoize)$/u;

/**
 * Lists caches that the manifest declares or the code calls, and states if the analyzed path uses
 * them (H812-10).
 * @param dependencies - Names from the manifest.
 * @param path - Indexes of the functions on the path of the measured work.
 */
export function findCacheInfrastructure(
  { functions }: CodeFacts,
  dependencies: readonly string[],
  path: ReadonlySet<number>,
): readonly CacheInfrastructure[] {
  const declared = dependencies.filter((name) => LIBRARIES.get(name)?.type === 'Cache');
  const found = new Map(declared.map((name) => [name, { isUsed: false, isOnPath: false }]));
  for (const [index, { calls }] of functions.entries()) {
    for (const { type, source, callee } of calls) {
      if (type !== 'Cache' && !CACHE_DECORATOR.test(callee)) continue;
      const name = declared.find(
        (dependency) => source === dependency || source?.startsWith(`${dependency}/`) === true,
      );
      const key = name ?? source ?? callee;
      const isOnPath = path.has(index) || found.get(key)?.isOnPath === true;
      found.set(key, { isUsed: true, isOnPath });
    }
  }
  return [...found].map(([name, use]) => ({ name, ...use }));
}

interface AsyncVariant {
  readonly file: string;
  readonly line: number;
  readonly callee: string;
  /** Asynchronous function to call instead. */
  readonly variant: string;
}

/** Modules whose `…Sync` functions each have a promise-based function of the same name. */
const PROMISE_MODULES =
  /^(?:node:(?:fs|child_process|crypto|zlib)|fs-extra|bcrypt|bcryptjs)(?:\/|$)/u;

/** Finds `…Sync` calls of Node.js, and of project functions with an async version (H812-12). */
export function findAsyncVariants({ functions }: CodeFacts): readonly AsyncVariant[] {
  const functionsByName = new Map(
    functions.map((codeFunction) => [`${codeFunction.file}:${codeFunction.name}`, codeFunction]),
  );
  return functions.flatMap(({ file, calls }) =>
    calls.flatMap(({ callee, line, source, targets }): readonly AsyncVariant[] => {
      const asyncName = /(?:^|\.)(\w+)Sync$/u.exec(callee)?.[1];
      if (asyncName !== undefined && PROMISE_MODULES.test(source ?? ''))
        return [{ file, line, callee, variant: asyncName }];
      const target = functions[targets[0] ?? -1];
      if (target === undefined || target.isAsync) return [];
      const dot = target.name.lastIndexOf('.') + 1;
      const [ownerPrefix, name] = [target.name.slice(0, dot), target.name.slice(dot)];
      const withoutSync = name.replace(/Sync$|_sync$/u, '');
      const variant = [`${name}Async`, `async_${name}`, `${name}_async`, `a${name}`, withoutSync]
        .filter((candidate) => candidate !== name)
        .map((candidate) => functionsByName.get(`${target.file}:${ownerPrefix}${candidate}`))
        .find((codeFunction) => codeFunction?.isAsync === true);
      return variant === undefined ? [] : [{ file, line, callee, variant: variant.name }];
    }),
  );
}

/** Files with settings but no code. */
const SETTINGS_FILE = /(?:^|\/)(?:config|settings|\.env)[\w.-]*$|\.(?:ya?ml|toml|ini|env)$/u;

/**
 * Returns the findings of the five local checks (H812-09..13). Batch methods that are already
 * called, and caches that the path uses, are omitted: there is nothing left to improve.
 * @param locations - Places of the steps on the path of the measured work: `src/users.ts:14`.
 */
export async function findLocalFindings(
  host: Host,
  facts: CodeFacts,
  locations: readonly string[],
  signal?: AbortSignal,
): Promise<readonly LocalFinding[]> {
  const files = await listProjectFiles(host, facts.root, signal);
  const dependencies = readDependencies(host, facts.root);
  return [
    ...reportUnusedBatchMethods(facts),
    ...reportUnusedCaches(facts, dependencies, findPathFunctions(facts, locations)),
    ...reportPoolSettings(facts),
    ...reportAsyncVariants(facts),
    ...reportUnreadSettings(host, facts.root, files),
  ];
}

function reportUnusedBatchMethods(facts: CodeFacts): readonly LocalFinding[] {
  return findBatchMethods(facts)
    .filter(({ isUsed }) => !isUsed)
    .map(({ single, batch, file, line }) => ({
      id: `batch:${file}:${batch}`,
      check: 'batch',
      location: `${file}:${line}`,
      message: `${batch} is the batch version of ${single}, but nothing calls it.`,
    }));
}

function reportUnusedCaches(
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
      message: `${name} is available as a cache, but ${isUsed ? 'only code outside the measured path uses it' : 'nothing uses it'}.`,
    }));
}

function reportPoolSettings(facts: CodeFacts): readonly LocalFinding[] {
  return findPoolSettings(facts).map(({ file, line, made, settings }) => {
    const texts = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
    return {
      id: `pool:${file}:${line}`,
      check: 'pool',
      location: `${file}:${line}`,
      message: `${made}: ${texts.length === 0 ? 'not configured' : texts.join(', ')}.`,
    };
  });
}

function reportAsyncVariants(facts: CodeFacts): readonly LocalFinding[] {
  return findAsyncVariants(facts).map(({ file, line, callee, variant }) => ({
    id: `async_variant:${file}:${line}:${callee}`,
    check: 'async_variant',
    location: `${file}:${line}`,
    message: `${callee} blocks the thread; ${variant} does the same without blocking.`,
  }));
}

function reportUnreadSettings(
  host: Host,
  root: string,
  files: readonly string[],
): readonly LocalFinding[] {
  const texts = new Map<string, string>();
  for (const file of [
    ...sourcesAmong(files),
    ...files.filter((file) => SETTINGS_FILE.test(file)),
  ]) {
    const text = readText(host, join(root, file));
    if (text !== null && text.length <= MAX_FILE_BYTES) texts.set(file, text);
  }
  return findUnreadSettings(texts).map(({ name, file, line }) => ({
    id: `unused_setting:${file}:${name}`,
    check: 'unused_setting',
    location: `${file}:${line}`,
    message: `${name} is declared but never read.`,
  }));
}

/** Indexes of the functions that places lie in, each the innermost. */
function findPathFunctions({ functions }: CodeFacts, locations: readonly string[]) {
  const indexes = locations.flatMap((location) => {
    const [, file = '', digits] = /^(.+?):(\d+)(?::\d+)?$/u.exec(location) ?? [];
    const offset = functions.findIndex((codeFunction) => codeFunction.file === file);
    const fileFunctions = functions.filter((codeFunction) => codeFunction.file === file);
    const line = Number(digits);
    const index = findInnermostFunction(fileFunctions, { line, endLine: line });
    return index === null ? [] : [offset + index];
  });
  return new Set(indexes);
}

/** Returns the dependencies named in package.json; empty if it is missing or unreadable. */
function readDependencies(host: Host, root: string): readonly string[] {
  const manifest = tryParseJson(readText(host, join(root, 'package.json')));
  if (typeof manifest !== 'object' || manifest === null) return [];
  return ['dependencies', 'optionalDependencies'].flatMap((key) => {
    const names: unknown = Reflect.get(manifest, key);
    return typeof names === 'object' && names !== null ? Object.keys(names) : [];
  });
}

interface BatchMethod {
  readonly single: string;
  readonly batch: string;
  readonly file: string;
  readonly line: number;
  /** True if anything in the project calls the batch method. */
  readonly isUsed: boolean;
}

/** Batch methods of the project's own clients, used or not (H812-09). */
export function findBatchMethods({ functions }: CodeFacts): readonly BatchMethod[] {
  const called = new Set(functions.flatMap(({ calls }) => calls.flatMap(({ targets }) => targets)));
  const members = functions.flatMap(({ name, file, line }, index) => {
    const dot = name.lastIndexOf('.');
    return dot === -1
      ? []
      : [{ owner: `${file}:${name.slice(0, dot)}`, name: name.slice(dot + 1), file, line, index }];
  });
  return [...Map.groupBy(members, ({ owner }) => owner).values()].flatMap((same) =>
    same.flatMap((batch) => {
      const single = same.find(({ name }) => isBatchName(batch.name, name));
      if (single === undefined) return [];
      const { file, line, index } = batch;
      return [{ single: single.name, batch: batch.name, file, line, isUsed: called.has(index) }];
    }),
  );
}
