import type { SgNode } from '@ast-grep/napi';
import type { Codemod } from '../codemod.ts';
import { callsOf, mayWait } from '../io/file-calls.ts';
import { needHelper } from '../io/helper-functions.ts';
import { needImport } from '../io/imports.ts';
import { isPlain } from '../io/reads.ts';
import { RUN_FILE } from '../io/run-file.ts';
import { literalText, matchAt, partsOf, propertyOf, replaceNode } from '../io/syntax.ts';

/** Options that mean the same to both forms. */
const SHARED = new Set(['encoding', 'stdio', 'cwd', 'env', 'timeout', 'maxBuffer', 'killSignal']);

export const execSyncInAsync: Codemod = {
  id: 'exec-sync-in-async',
  title: 'An async function runs programs without stopping everybody else',
  classes: ['External', 'Architecture'],
  fixLevel: 4,
  complexity: 'Medium',
  risk: 'Medium',
  preconditions:
    "`execFileSync` with a list of arguments and options written there: text as `encoding`, `stdio: 'pipe'`, and nothing that only the sync form knows; straight in an async function of a file of JavaScript that assigns to nothing but its own variables and catches nothing, since errors carry `code` in place of `status`.",
  seenIn: ['SlateCodes/HF21: main.js'],
  conflictsWith: [],
  find: (source) =>
    callsOf(source, 'child_process', new Set(['execFileSync'])).flatMap(({ call, given }) => {
      const [file, args, options, ...more] = given;
      const needed = needImport(source, 'node:child_process', 'execFile');
      const helper = needHelper(source, RUN_FILE);
      if (!file || !args || !options || more.length > 0 || needed === null || helper === null)
        return [];
      // The helper calls it by this name.
      if (needed.local !== 'execFile' || /\.[cm]?tsx?$/u.test(source.path)) return [];
      const isKnown =
        isPlain(file) && args.kind() === 'array' && isPlain(args) && isShared(options);
      if (!isKnown || !mayWait(call) || isCaught(call)) return [];
      const text = `await runFile(${file.text()}, ${args.text()}, ${withoutStdio(options)})`;
      const isInner = /^(?:member|subscript|call)_expression$/u.test(String(call.parent()?.kind()));
      const edit = replaceNode(call, isInner ? `(${text})` : text);
      return [matchAt(call, [edit, ...needed.edits, ...helper])];
    }),
};

function isShared(options: SgNode): boolean {
  if (options.kind() !== 'object' || !isPlain(options)) return false;
  const names = partsOf(options).map((pair) =>
    pair.kind() === 'pair' ? (pair.field('key')?.text() ?? '') : '',
  );
  const encoding = propertyOf(options, 'encoding');
  const stdio = propertyOf(options, 'stdio');
  return (
    names.every((name) => SHARED.has(name)) &&
    encoding !== null &&
    /^utf-?8$/iu.test(literalText(encoding) ?? '') &&
    stdio !== null &&
    literalText(stdio) === 'pipe'
  );
}

/** All output is piped anyway. */
function withoutStdio(options: SgNode): string {
  const kept = partsOf(options).filter((pair) => pair.field('key')?.text() !== 'stdio');
  return `{ ${kept.map((pair) => pair.text()).join(', ')} }`;
}

function isCaught(call: SgNode): boolean {
  return call.ancestors().some((node) => node.kind() === 'try_statement');
}
