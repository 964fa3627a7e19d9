import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  createSyntaxError,
  readCompilerVersion,
  type Transformable,
  type Transformer,
} from './source-transformer.ts';
import { createSwcTransformer } from './swc-transformer.ts';
import { createTypescriptSettings, createTypescriptTransformer } from './typescript-transformer.ts';

/** Package that `doctor --install` brings for projects without a compiler of their own. */
export const SWC = '@swc/core';
/** The first TypeScript that is a program, not a library. */
const FIRST_NATIVE = 7;

/** No compiler is there for a file that plain Node.js cannot load. */
export class MissingTransformerError extends Error {
  override readonly name = 'MissingTransformerError';
}

/** Compilers by the manifest that was found, so that each is loaded once. */
const known = new Map<string, Transformer>();

/**
 * Returns the compiler for a file: that of its project, which produces the same code as in
 * production; the one installed next to perf-harness; or the one that `doctor --install` put into
 * the cache. swc is preferred to TypeScript, since it starts in a tenth of the time.
 * @param own - File that represents perf-harness.
 * @throws MissingTransformerError if there is none.
 */
export function findTransformer(
  file: string,
  own: string = fileURLToPath(import.meta.url),
): Transformer {
  const found = transformerFrom(file) ?? transformerFrom(own) ?? managedTransformer();
  if (found !== null) return found;
  throw new MissingTransformerError(
    `Node.js alone cannot load ${file}, and neither typescript nor ${SWC} is installed to transform it.`,
  );
}

/** Returns the newest version in the cache folder given by the command line. */
function managedTransformer(): Transformer | null {
  const { PERF_HARNESS_TOOLS: tools } = process.env;
  if (tools === undefined) return null;
  const folder = join(tools, SWC);
  const [newest] = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => /^\d+(?:\.\d+)+$/u.test(name))
    .toSorted((version, other) => other.localeCompare(version, 'en', { numeric: true }));
  return newest === undefined ? null : transformerFrom(join(folder, newest, 'package.json'));
}

function transformerFrom(importer: string): Transformer | null {
  const require = createRequire(importer);
  return at(require, SWC, createSwcTransformer) ?? at(require, 'typescript', anyTypescriptAt);
}

function at(
  require: NodeJS.Require,
  name: string,
  open: (manifest: string) => Transformer,
): Transformer | null {
  let manifest: string;
  try {
    manifest = require.resolve(`${name}/package.json`);
  } catch {
    return null;
  }
  const before = known.get(manifest);
  if (before !== undefined) return before;
  const opened = open(manifest);
  known.set(manifest, opened);
  return opened;
}

function anyTypescriptAt(manifest: string): Transformer {
  const older = createTypescriptTransformer(manifest);
  return Number.parseInt(older.version, 10) < FIRST_NATIVE
    ? older
    : createNativeTypescript(manifest);
}

/** TypeScript from 7 on, a native program, started once for each file that is not cached. */

const TIME_LIMIT_MS = 60_000;
/** `main.ts(2,25): error TS1005: ',' expected.`; messages of the parser begin with 1. */
const SYNTAX_ERROR = /^\S[^\n]*\((\d+),(\d+)\): error TS1\d{3}: (.+)$/mu;

/** @param manifest - Absolute path of the package.json of `typescript`, of version 7 or newer. */
export function createNativeTypescript(manifest: string): Transformer {
  return {
    ...readCompilerVersion(manifest),
    transform: (file, transformable) => transformBy(programOf(manifest), file, transformable),
  };
}

/** The compiler for each platform is in a separate package. */
function programOf(manifest: string): string {
  const platform = `@typescript/typescript-${process.platform}-${process.arch}`;
  const folder = dirname(createRequire(manifest).resolve(`${platform}/package.json`));
  return ['tsc', 'tsc.exe'].map((name) => join(folder, 'lib', name)).find(existsSync) ?? 'tsc';
}

/** Compiles in a folder without package.json: files are CommonJS unless settings say otherwise. */
function transformBy(program: string, file: string, transformable: Transformable): string {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-tsc-'));
  try {
    const name = basename(file);
    writeFileSync(join(folder, name), transformable.source);
    const config = {
      compilerOptions: {
        ...createTypescriptSettings(transformable),
        // Transpiles one file only, without checking its imports.
        isolatedModules: true,
        noCheck: true,
        noLib: true,
        noResolve: true,
        types: [],
      },
      files: [name],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const { stdout, error } = spawnSync(program, ['--pretty', 'false'], {
      cwd: folder,
      encoding: 'utf8',
      timeout: TIME_LIMIT_MS,
    });
    if (error !== undefined) throw error;
    const [, line, column, message] = SYNTAX_ERROR.exec(stdout) ?? [];
    if (message !== undefined) {
      const place = { line: Number(line), column: Number(column) };
      throw createSyntaxError(file, transformable.source, message, place);
    }
    return readFileSync(join(folder, outputName(name)), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function outputName(name: string): string {
  return name.replace(/\.([cm]?)[jt]sx?$/u, '.$1js');
}
