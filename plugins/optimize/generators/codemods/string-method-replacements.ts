import type { SgNode } from '@ast-grep/napi';
import {
  isCondition,
  kindOf,
  methodCallOf,
  methodCalls,
  nodesOf,
  operatorOf,
  spanOf,
  stringValue,
} from '../../../analysis/index.ts';
import type { Codemod } from '../codemod.ts';
import { createMatch, findEnclosingStatement, replaceNode } from '../syntax/codemod-edits.ts';
import { createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';

/** Returns the pattern and flags of a RegExp literal; null for other nodes. */
function regexOf(node: SgNode | undefined): { pattern: string; flags: string } | null {
  if (node === undefined || kindOf(node) !== 'regex') return null;
  const pattern = node.field('pattern')?.text() ?? '';
  return { pattern, flags: node.field('flags')?.text() ?? '' };
}

const TRIMS: Readonly<Record<string, { flags: RegExp; method: string }>> = {
  '^\\s+|\\s+$': { flags: /^g[um]?$/u, method: 'trim' },
  '^\\s*|\\s*$': { flags: /^gu?$/u, method: 'trim' },
  '^\\s+': { flags: /^[gu]*$/u, method: 'trimStart' },
  '^\\s*': { flags: /^[gu]*$/u, method: 'trimStart' },
  '\\s+$': { flags: /^[gu]*$/u, method: 'trimEnd' },
  '\\s*$': { flags: /^[gu]*$/u, method: 'trimEnd' },
};

export const regexpToTrim: Codemod = createTypeAwareCodemod(
  {
    id: 'regexp-to-trim',
    title: 'Trim with trim() instead of a RegExp',
    preconditions:
      '`replace()`, with a RegExp without the `m` flag, strips leading or trailing whitespace from a value known to be a string; `\\s` and `trim` remove the same characters.',
    seenIn: [
      'vitest 5.1.0, dist/chunks/source-map.DakdQc29.js',
      'vite 8.3.8, dist/node/chunks/node.js',
    ],
  },
  ({ root, shapes }) =>
    methodCalls(root, 'replace').flatMap(({ call, receiver, given }) => {
      const regex = regexOf(given[0]);
      const pattern = regex?.pattern ?? '';
      const trim = Object.hasOwn(TRIMS, pattern) ? TRIMS[pattern] : undefined;
      const isTrim =
        regex !== null && trim?.flags.test(regex.flags) === true && !regex.flags.includes('m');
      const isEmptied = given.length === 2 && given[1] && stringValue(given[1]) === '';
      if (!isTrim || isEmptied !== true || !shapes.isString(receiver)) return [];
      return [createMatch(call, [replaceNode(call, `${receiver.text()}.${trim?.method}()`)])];
    }),
);

/** Patterns whose characters all match themselves. */
const PLAIN_PATTERN = /^(?:[\w\s:;,@#%&=~<>"'!`-]|\\[./*+?()[\]{}^$|-])+$/u;

/** `/^text/.test(s)` and `/text$/.test(s)`. */
export const regexpToEnds: Codemod = createTypeAwareCodemod(
  {
    id: 'regexp-to-ends-with',
    title: 'Test the end of a string without a RegExp',
    preconditions:
      'A RegExp literal without flags, which consists of plain text followed by `$`, is used with `test()` on a value known to be a string. Such a RegExp tries to match at every position of the string.',
    seenIn: ['universalweb/Acid, source/files/isFileJSON.js'],
  },
  ({ root, shapes }) =>
    methodCalls(root, 'test').flatMap(({ call, receiver, given }) => {
      const regex = regexOf(receiver);
      const [text] = given;
      if (regex === null || regex.flags !== '' || given.length !== 1 || text === undefined)
        return [];
      const plain = regex.pattern.slice(0, -1);
      const isEnd = regex.pattern.endsWith('$') && !regex.pattern.endsWith('\\$');
      if (!isEnd || !PLAIN_PATTERN.test(plain) || !shapes.isString(text)) return [];
      const literal = quoted(plain.replace(/\\(.)/gu, '$1'));
      return [createMatch(call, [replaceNode(call, `${operand(text)}.endsWith(${literal})`)])];
    }),
);

function quoted(text: string): string {
  return `'${text.replace(/[\\']/gu, '\\$&')}'`;
}

/** Returns an expression as text that a member access can follow. */
function operand(node: SgNode): string {
  const isSimple = /^(?:identifier|member_expression|call_expression|subscript_expression)$/u;
  return isSimple.test(kindOf(node)) ? node.text() : `(${node.text()})`;
}

export const matchToTest: Codemod = createTypeAwareCodemod(
  {
    id: 'match-to-test',
    title: 'Test a pattern without building the match result',
    preconditions:
      '`match` is called on a value known to be a string, with a RegExp literal that has neither the `g` nor the `y` flag. The code only uses whether there is a match.',
    seenIn: ['rxjs 7.8.2, src/internal/testing/TestScheduler.ts', 'ipaddr.js 2.5.0, lib/ipaddr.js'],
  },
  ({ root, shapes }) =>
    methodCalls(root, 'match').flatMap(({ call, receiver, given }) => {
      const regex = regexOf(given[0]);
      if (regex === null || given.length !== 1 || /[gy]/u.test(regex.flags)) return [];
      if (!isCondition(call) || !shapes.isString(receiver)) return [];
      // Without semicolons, a leading RegExp would be parsed as a division of the previous line.
      const statement = findEnclosingStatement(call);
      if (statement !== null && spanOf(statement).start === spanOf(call).start) return [];
      const text = `${given[0]?.text()}.test(${receiver.text()})`;
      return [createMatch(call, [replaceNode(call, text)])];
    }),
);

export const indexToStartsWith: Codemod = createTypeAwareCodemod(
  {
    id: 'index-of-to-starts-with',
    title: 'Test the start of a string with startsWith',
    preconditions:
      'The code tests `indexOf(x) === 0` or `indexOf(x) !== 0`. The receiver and `x` are known to be strings. `indexOf` searches the whole string before it reports a mismatch at the start.',
    seenIn: ['pg 8.23.1, lib/client.js', 'mute-stream 3.0.0, lib/index.js'],
  },
  ({ root, shapes }) =>
    nodesOf(root, 'binary_expression').flatMap((whole) => {
      const operator = operatorOf(whole);
      const left = whole.field('left');
      const call = left === null ? null : methodCallOf(left);
      const [part] = call?.given ?? [];
      if (!/^[!=]==?$/u.test(operator) || whole.field('right')?.text() !== '0') return [];
      if (call?.method !== 'indexOf' || call.given.length !== 1 || part === undefined) return [];
      if (!shapes.isString(call.receiver) || !shapes.isString(part)) return [];
      const not = operator.startsWith('!') ? '!' : '';
      const text = `${not}${call.receiver.text()}.startsWith(${part.text()})`;
      return [createMatch(whole, [replaceNode(whole, text)])];
    }),
);
