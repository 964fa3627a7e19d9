import {
  bare,
  kindOf,
  type MethodCall,
  methodCallOf,
  methodCalls,
  stringValue,
} from '../../../analysis/index.ts';
import type { Codemod } from '../codemod.ts';
import { onlyMark } from '../codemods/string-splitting.ts';
import { createMatch, replaceNode } from '../syntax/codemod-edits.ts';
import { createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';

export const sliceLastPart: Codemod = createTypeAwareCodemod(
  {
    id: 'split-last',
    title: 'Get the part after the last separator without splitting',
    evidence: 'guarded',
    preconditions:
      '`split(mark).pop()` or `split(mark).at(-1)` is called on a name known to be a string. `mark` is a one-character literal.',
    seenIn: ['convert-source-map 2.0.0, index.js', 'protobufjs 7.6.6, src/field.js'],
  },
  (scene) =>
    methodCalls(scene.root, 'pop', 'at').flatMap((end) => {
      const split = methodCallOf(bare(end.receiver));
      const isEnd = end.given.length === 0 ? end.method === 'pop' : isLast(end);
      if (!isEnd || split?.method !== 'split') return [];
      const mark = onlyMark(split);
      const name = bare(split.receiver);
      if (mark === null || stringValue(mark)?.length !== 1) return [];
      if (kindOf(name) !== 'identifier' || !scene.shapes.isString(name)) return [];
      const text = `${name.text()}.slice(${name.text()}.lastIndexOf(${mark.text()}) + 1)`;
      return [createMatch(end.call, [replaceNode(end.call, text)])];
    }),
);

function isLast({ method, given: [place, ...more] }: MethodCall): boolean {
  return method === 'at' && place?.text() === '-1' && more.length === 0;
}
