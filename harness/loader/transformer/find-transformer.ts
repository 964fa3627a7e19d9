import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nativeTypescriptAt } from './native-typescript.ts';
import { swcAt } from './swc.ts';
import type { Transformer } from './transformer.ts';
import { typescriptAt } from './typescript.ts';

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
 * The compiler for a file: that of its project, which makes of it what runs elsewhere; that beside
 * perf-harness; or the one that `doctor --install` has put into the cache. swc goes before TypeScript,
 * as it starts in a tenth of the time.
 * @param own - A file that stands for perf-harness.
 * @throws MissingTransformerError where none is there.
 */
export function findTransformer(
  file: string,
  own: string = fileURLToPath(import.meta.url),
): Transformer {
  const found = transformerFrom(file) ?? transformerFrom(own) ?? managedTransformer();
  if (found !== null) return found;
  throw new MissingTransformerError(
    `Node.js alone cannot load ${file}, and neither typescript nor ${SWC} is installed for it.`,
  );
}

/** The newest version in the cache, whose folder the command line names. */
function managedTransformer(): Transformer | null {
  const { PERF_HARNESS_TOOLS: tools } = process.env;
  if (tools === undefined) return null;
  const folder = join(tools, SWC);
  const [newest] = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => /^\d+(?:\.\d+)+$/u.test(name))
    .toSorted((one, other) => other.localeCompare(one, 'en', { numeric: true }));
  return newest === undefined ? null : transformerFrom(join(folder, newest, 'package.json'));
}

function transformerFrom(importer: string): Transformer | null {
  const require = createRequire(importer);
  return at(require, SWC, swcAt) ?? at(require, 'typescript', anyTypescriptAt);
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
  const older = typescriptAt(manifest);
  return Number.parseInt(older.version, 10) < FIRST_NATIVE ? older : nativeTypescriptAt(manifest);
}
