import { methodCalls, stringValue } from '../../../analysis/index.ts';
import { type Codemod, createTypeAwareCodemod } from '../codemod.ts';
import { createMatch, replaceNode } from '../syntax/codemod-edits.ts';

const TRIMS: Readonly<Record<string, { flags: RegExp; method: string }>> = {
  '^\\s+|\\s+$': { flags: /^gu?$/u, method: 'trim' },
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
  ({ root, types }) =>
    methodCalls(root, 'replace').flatMap(({ call, receiver, given: [regexp, put, ...more] }) => {
      const [, pattern = '', flags = ''] = /^\/(.*)\/([a-z]*)$/u.exec(regexp?.text() ?? '') ?? [];
      const trim = Object.hasOwn(TRIMS, pattern) ? TRIMS[pattern] : undefined;
      const isTrim = trim?.flags.test(flags) === true;
      const isEmptied = put !== undefined && more.length === 0 && stringValue(put) === '';
      if (!isTrim || !isEmptied || !types.isString(receiver)) return [];
      return [createMatch(call, [replaceNode(call, `${receiver.text()}.${trim?.method}()`)])];
    }),
);
