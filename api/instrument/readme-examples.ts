import { join, relative } from 'node:path';
import { loaderFlags } from '../../harness/executors/node/add-node-source-transform-loader.ts';
import type { Files } from '../../harness/host/file-operations.ts';
import { toPosixPath } from '../../harness/host/to-posix-path.ts';
import type { Host } from '../../harness/host.ts';
import { readReadme } from './readme-code-blocks.ts';

/** A package with a README, whose examples import it by its name. */
export interface DocumentedPackage {
  /** From the root; empty for the root. */
  readonly folder: string;
  readonly name: string;
  /** Entry point, from the root. */
  readonly entry: string;
}

/** Program of a README: a code block that imports the package. */
export interface ReadmeExample {
  /** Path from the root under which it can run. */
  readonly path: string;
  readonly text: string;
}

/** Most examples that are run, and the longest time of one, milliseconds: servers do not end. */
const MOST = 8;
const LIMIT_MS = 5_000;
const IS_SCRIPT = /^(?:m?js|javascript|m?ts|typescript|node)\b/iu;
const IS_TYPED = /^m?ts|^typescript/iu;

/** Lists the code blocks that import their package, with its entry point in place of its name. */
export function listReadmeExamples(
  files: Pick<Files, 'list' | 'read'>,
  root: string,
  packages: readonly DocumentedPackage[],
): readonly ReadmeExample[] {
  const all = packages.flatMap(({ folder, name, entry }) => {
    const importOfPackage = new RegExp(
      `(\\b(?:from|import|require\\()\\s*)(['"])${name.replaceAll('.', '\\.')}\\2`,
      'gu',
    );
    const path = toPosixPath(relative(folder, entry));
    const blocks = readReadme(files, join(root, folder))?.blocks ?? [];
    return blocks
      .filter(({ language, text }) => IS_SCRIPT.test(language) && text.search(importOfPackage) >= 0)
      .map(({ language, text }) => ({
        folder,
        text: text.replaceAll(importOfPackage, `$1'./${path}'`),
        extension: IS_TYPED.test(language) ? 'mts' : /\brequire\(/u.test(text) ? 'cjs' : 'mjs',
      }));
  });
  return all.slice(0, MOST).map(({ folder, text, extension }, index) => ({
    path: join(folder, `perf-harness-example-${index + 1}.${extension}`),
    text,
  }));
}

/** Runs examples in a copy of their project; those that fail or do not end have called until then. */
export async function runReadmeExamples(
  host: Host,
  copy: string,
  examples: readonly ReadmeExample[],
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  for (const { path, text } of examples) {
    host.files.writeAtomic(join(copy, path), text);
    await host.processes.exec({
      file: host.system.execPath,
      args: [...loaderFlags({ loadsSources: true }), path],
      cwd: copy,
      env,
      timeoutMs: LIMIT_MS,
      signal,
    });
    signal.throwIfAborted();
  }
}
