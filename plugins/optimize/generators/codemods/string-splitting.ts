import type { SgNode } from '@ast-grep/napi';
import {
  type MethodCall,
  methodCallOf,
  methodCalls,
  stringValue,
} from '../../../analysis/index.ts';
import type { Codemod } from '../codemod.ts';
import { createMatch, replaceNode } from '../syntax/codemod-edits.ts';
import { consumesText, parseRegexpLiteral } from '../syntax/parse-regexp.ts';
import { type AnalysisContext, createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';
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

/** `text.split(a).join(b)` */
export const splitJoin: Codemod = createTypeAwareCodemod(
  {
    id: 'split-join-to-replace-all',
    title: 'Replace without splitting',
    preconditions:
      '`split(mark).join(other)` is called on a value known to be a string, and both arguments are literals. `mark` is a non-empty string, or a RegExp that never matches an empty string and has no capture groups. `other` contains no `$`.',
    seenIn: ['fast-json-stringify 7.3.6, benchmark/bench-cmp-branch.js'],
  },
  (scene) =>
    methodCalls(scene.root, 'join').flatMap(({ call, receiver, given }) => {
      const split = methodCallOf(receiver);
      const [other, ...more] = given;
      if (split?.method !== 'split' || other === undefined || more.length > 0) return [];
      const mark = onlyMark(split);
      const put = stringValue(other);
      if (mark === null || put === null || put.includes('$')) return [];
      const replacing = replacingCall(mark, scene);
      if (replacing === null || !scene.shapes.isString(split.receiver)) return [];
      const text = `${split.receiver.text()}.${replacing}, ${other.text()})`;
      return [createMatch(call, [replaceNode(call, text)])];
    }),
);

/** Returns `replaceAll(mark` or `replace(/…/g`; null if the separator may match nothing. */
function replacingCall(mark: SgNode, scene: AnalysisContext): string | null {
  if (stringValue(mark)) return `replaceAll(${mark.text()}`;
  const regexp = parseRegexpLiteral(mark);
  if (regexp === null || regexp.flags.sticky || !consumesText(regexp)) return null;
  const isCaptured = regexp.capturing > 0 || !scene.bindings.isBuiltin('RegExp');
  const flags = mark.field('flags')?.text() ?? '';
  return isCaptured ? null : `replace(/${regexp.source}/${flags.replace('g', '')}g`;
}
