/** Reads the settings of a project's tsconfig for compiling its sources to JavaScript. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import type { PathsMatcher, TsConfigResult } from 'get-tsconfig';

type Library = typeof import('get-tsconfig');
export type CompilerOptions = NonNullable<TsConfigResult['config']['compilerOptions']>;

export interface TsConfig {
  readonly path: string;
  readonly options: CompilerOptions;
  /** Returns paths an alias of `paths` may resolve to, best first; null: there are no aliases. */
  readonly placesOf: PathsMatcher | null;
}

let library: Library | undefined;

/** Loads the library on first use: most projects do not need it. */
function load(): Library {
  library ??= createRequire(import.meta.url)('get-tsconfig') as Library;
  return library;
}

/** The library's own cache: each file is parsed once, however many others extend it. */
const contents = new Map<string, never>();
const configs = new Map<string, TsConfig | null>();

export class TsconfigError extends Error {
  override readonly name = 'TsconfigError';
}

/** Finds the nearest tsconfig with the file, else the nearest; null: none. @throws TsconfigError */
export function findTsconfig(file: string): TsConfig | null {
  const known = configs.get(file);
  if (known !== undefined) return known;
  const config = read(file);
  configs.set(file, config);
  return config;
}

function read(file: string): TsConfig | null {
  try {
    const found = find(file);
    if (found === null) return null;
    const options = found.config.compilerOptions ?? {};
    return { path: found.path, options, placesOf: load().createPathsMatcher(found) };
  } catch (error) {
    const path = load().findTsconfig(file) ?? 'tsconfig.json';
    throw new TsconfigError(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** Checks the syntax, since the library accepts a truncated file. @throws SyntaxError */
function requireJson(path: string): void {
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/u, '');
  const plain = text.replaceAll(COMMENT, keepText).replaceAll(TRAILING_COMMA, keepText);
  if (plain.trim() !== '') JSON.parse(plain);
}

const COMMENT = /"(?:\\.|[^"\\])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//gu;
const TRAILING_COMMA = /"(?:\\.|[^"\\])*"|,(?=\s*[}\]])/gu;

function keepText(found: string): string {
  return found.startsWith('"') ? found : '';
}

function find(file: string): TsConfigResult | null {
  const nearest = load().getTsconfig(file, 'tsconfig.json', contents);
  if (nearest !== null) requireJson(nearest.path);
  if (nearest === null || includes(nearest, file)) return nearest;
  return (
    referenced(nearest).find((tsconfig) => includes(tsconfig, file)) ??
    load().getTsconfig(file, 'tsconfig.json', contents, true) ??
    nearest
  );
}

function includes(config: TsConfigResult, file: string): boolean {
  return load().createFilesMatcher(config)(file) !== undefined;
}

/** Returns the configurations in `references`; unreadable ones are skipped. */
function referenced({ path, config }: TsConfigResult): readonly TsConfigResult[] {
  return (config.references ?? []).flatMap((reference) => {
    const named = resolve(dirname(path), reference.path);
    const place = named.endsWith('.json') ? named : resolve(named, 'tsconfig.json');
    try {
      return [{ path: place, config: load().parseTsconfig(place, contents) }];
    } catch {
      return [];
    }
  });
}
