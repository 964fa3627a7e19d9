import type { SgNode } from '@ast-grep/napi';
import { type MethodCall, methodCalls, stringValue } from '../../../analysis/index.ts';
import type { Codemod } from '../codemod.ts';
import { createMatch, replaceNode } from '../syntax/codemod-edits.ts';
import { parseRegexpLiteral } from '../syntax/parse-regexp.ts';
import { createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';
import { partsRead } from './count-leading-elements-read.ts';

export const splitFirst: Codemod = createTypeAwareCodemod(
  {
    id: 'split-first',
    title: 'Split only as far as needed',
    preconditions:
      '`split` on a value known to be a string, by a literal string or RegExp, of which only the first parts are read: `[0]`, `.shift()`, `const [name, value] = …`, or through a name that has no other use.',
    seenIn: ['pretty-ms 9.3.1, index.js', 'publint 0.3.25, src/shared/utils.js'],
  },
  (scene) =>
    methodCalls(scene.root, 'split').flatMap((split) => {
      const mark = onlyMark(split);
      if (mark === null || (stringValue(mark) === null && parseRegexpLiteral(mark) === null))
        return [];
      const most = partsRead(split, scene);
      if (most === null || !scene.shapes.isString(split.receiver)) return [];
      const text = `${split.receiver.text()}.split(${mark.text()}, ${most})`;
      return [createMatch(split.call, [replaceNode(split.call, text)])];
    }),
);

/** Returns the separator passed to `split` if it is the only argument. */
export function onlyMark({ given: [mark, ...more] }: MethodCall): SgNode | null {
  return mark === undefined || more.length > 0 ? null : mark;
}
