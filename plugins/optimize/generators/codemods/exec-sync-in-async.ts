import type { SgNode } from '@ast-grep/napi';
import {
  functionAround,
  partsOf,
  propertyOf,
  readBindings,
  stringValue,
} from '../../../analysis/index.ts';
import { type CodemodSource, defineCodemod } from '../codemod.ts';
import { addHelperFunction, type HelperFunction } from '../injected-functions/helper-function.ts';
import { canAwait, findBuiltinCalls } from '../io/builtin-calls.ts';
import { isSideEffectFree } from '../io/classify-read-call.ts';
import { addImport } from '../io/module-imports.ts';
import { findBlockStatement, startOffset } from '../io/statement-syntax.ts';
import { createMatch, replaceNode } from '../syntax/codemod-edits.ts';
import { isSelfContainedFunction } from '../syntax/is-self-contained-function.ts';
import { createTypeInference } from '../syntax/type-inference.ts';

/** Helper that replaces `execFileSync` with text output. */
const RUN_FILE: HelperFunction = {
  name: 'runFile',
  text: (
    t,
  ) => `/** Output of a program, run without blocking other work; the program gets no input. */
${t(
  `function runFile(
  file: string,
  args: readonly string[],
  options: ExecFileOptionsWithStringEncoding,
): Promise<string>`,
  'function runFile(file, args, options)',
)} {
  return new Promise((resolve, reject) => {
    const child = execFile(file, args, options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const status = typeof error.code === 'number' ? error.code : null;
      return reject(Object.assign(error, { status, stdout, stderr }));
    });
    child.stdin?.end();
  });
}
`,
};

/** Options that mean the same to both forms. */
const SHARED = new Set(['encoding', 'stdio', 'cwd', 'env', 'timeout', 'maxBuffer', 'killSignal']);

export const execSyncInAsync = defineCodemod({
  id: 'exec-sync-in-async',
  title: 'Run programs without blocking the event loop',
  classes: ['External', 'Architecture'],
  complexity: 'Medium',
  risk: 'Medium',
  preconditions:
    "`execFileSync` with an inline list of arguments and inline options: text as `encoding`, `stdio: 'pipe'`, and no options that only the sync form has. The call is directly in an async function of a JavaScript file; the function is not a list callback, assigns only to its own variables, otherwise uses only imports, functions and plain constants, and catches no errors.",
  seenIn: ['SlateCodes/HF21: main.js'],
  find: (source) =>
    findBuiltinCalls(source, 'child_process', new Set(['execFileSync'])).flatMap(
      ({ call, given }) => {
        const [file, args, options, ...more] = given;
        const needed = addImport(source, 'node:child_process', 'execFile');
        const helper = addHelperFunction(source, RUN_FILE);
        if (!file || !args || !options || more.length > 0 || needed === null || helper === null)
          return [];
        // The helper calls it by this name.
        if (needed.local !== 'execFile' || /\.[cm]?tsx?$/u.test(source.path)) return [];
        const isKnown =
          isSideEffectFree(file) &&
          args.kind() === 'array' &&
          isSideEffectFree(args) &&
          isShared(options);
        if (!isKnown || !canAwait(call) || isCaught(call) || !isAlone(source, call)) return [];
        const text = `await runFile(${file.text()}, ${args.text()}, ${withoutStdio(options)})`;
        const isInner = /^(?:member|subscript|call)_expression$/u.test(
          String(call.parent()?.kind()),
        );
        // Without semicolons, a leading parenthesis would call the expression on the previous line.
        if (isInner && startOffset(findBlockStatement(call) ?? call) === startOffset(call))
          return [];
        const edit = replaceNode(call, isInner ? `(${text})` : text);
        return [createMatch(call, [edit, ...needed.edits, ...helper])];
      },
    ),
});

function isShared(options: SgNode): boolean {
  if (options.kind() !== 'object' || !isSideEffectFree(options)) return false;
  const names = partsOf(options).map((pair) =>
    pair.kind() === 'pair' ? (pair.field('key')?.text() ?? '') : '',
  );
  const encoding = propertyOf(options, 'encoding');
  const stdio = propertyOf(options, 'stdio');
  return (
    names.every((name) => SHARED.has(name)) &&
    encoding !== null &&
    /^utf-?8$/iu.test(stringValue(encoding) ?? '') &&
    stdio !== null &&
    stringValue(stdio) === 'pipe'
  );
}

/** All output is piped anyway. */
function withoutStdio(options: SgNode): string {
  const kept = partsOf(options).filter((pair) => pair.field('key')?.text() !== 'stdio');
  return `{ ${kept.map((pair) => pair.text()).join(', ')} }`;
}

/**
 * Callers that do not await the callback: a list method would start all calls at once, and an
 * `exit` handler is never awaited.
 */
const STARTED_BY = /\.(?:map|forEach|flatMap|filter|some|every|reduce|on|once)$/u;

/** True if the function that will wait uses nothing that other code can see or change. */
function isAlone(source: CodemodSource, call: SgNode): boolean {
  const scope = functionAround(call);
  const bindings = readBindings(source);
  if (scope === null || bindings === null) return false;
  if (
    call
      .ancestors()
      .some(
        (ancestor) =>
          ancestor.kind() === 'class_body' && startOffset(ancestor) > startOffset(scope),
      )
  ) {
    return false;
  }
  const list = scope.parent();
  const starter = list?.kind() === 'arguments' ? list.parent()?.field('function') : null;
  const isStarted = STARTED_BY.test(starter?.text() ?? '');
  return (
    !isStarted &&
    isSelfContainedFunction(scope, { bindings, shapes: createTypeInference(source, bindings) })
  );
}

function isCaught(call: SgNode): boolean {
  return call.ancestors().some((node) => node.kind() === 'try_statement');
}
