import { argumentsOf, bare, kindOf, nodesOf, operatorOf } from '../../analysis/index.ts';
import type { Codemod } from './codemod.ts';
import {
  filterFirst,
  filterLength,
  lastWithoutCopy,
  sortForExtreme,
} from './codemods/array-element-selection.ts';
import { collectEntries } from './codemods/collect-entries.ts';
import { bufferConcatInLoop, concatInLoop, spreadInLoop } from './codemods/concat-in-loop.ts';
import { syncCompression, syncDerivation } from './codemods/crypto-and-compression-off-thread.ts';
import { dateNow } from './codemods/date-now.ts';
import { findToMap } from './codemods/find-to-map.ts';
import {
  hoistIntl,
  hoistRegexp,
  hoistSchema,
  localeCompareToCollator,
  numberToLocaleString,
} from './codemods/hoist-constants.ts';
import { copiedSetSize, includesToSet } from './codemods/membership-to-set.ts';
import { memoiseRecursion } from './codemods/memoise-recursion.ts';
import { reduceSpreadArray, reduceSpreadObject } from './codemods/reduce-spread.ts';
import { argumentsSlice } from './codemods/replace-arguments-with-rest-parameter.ts';
import { shiftQueue } from './codemods/shift-queue.ts';
import {
  indexToStartsWith,
  matchToTest,
  regexpToEnds,
  regexpToTrim,
  splitCount,
} from './codemods/string-method-replacements.ts';
import { splitFirst, splitJoin } from './codemods/string-splitting.ts';
import { createMatch, replaceNode } from './syntax/codemod-edits.ts';
import { createTypeAwareCodemod } from './syntax/type-aware-codemod.ts';

const PARSERS = /^(?:Number\.)?parseInt$/u;

const parseIntOfLength: Codemod = createTypeAwareCodemod(
  {
    id: 'parse-int-of-length',
    title: 'Truncate a number without creating a string',
    preconditions:
      '`parseInt` is called with the length of a value known to be an array or a string, divided by a literal from 1 to 9999. The quotient is never negative, and never so small or large that it would be written with an exponent, so `Math.trunc` gives the same result as `parseInt`.',
    seenIn: ['syo0e/algorithm-study, coplit/ToyProblem/mergeSort.js'],
  },
  ({ root, shapes, bindings }) =>
    nodesOf(root, 'call_expression').flatMap((call) => {
      const callee = call.field('function')?.text() ?? '';
      const [number, radix, ...others] = argumentsOf(call);
      if (!PARSERS.test(callee) || number === undefined || others.length > 0) return [];
      if (!bindings.isBuiltin(callee.split('.')[0] ?? '') || !bindings.isBuiltin('Math')) return [];
      if (radix !== undefined && radix.text() !== '10') return [];
      const division = bare(number);
      if (kindOf(division) !== 'binary_expression' || operatorOf(division) !== '/') return [];
      const length = division.field('left');
      const owner = length?.field('object') ?? null;
      const isList = owner !== null && /^(?:array|string)$/u.test(shapes.of(owner)?.kind ?? '');
      const isLength = length?.field('property')?.text() === 'length' && isList;
      if (!isLength || !/^[1-9]\d{0,3}$/u.test(division.field('right')?.text() ?? '')) return [];
      return [createMatch(call, [replaceNode(call, `Math.trunc(${division.text()})`)])];
    }),
);

/** Codemods against time that the processor takes, and memory. */
export const CPU_CODEMODS: readonly Codemod[] = [
  hoistRegexp,
  hoistIntl,
  numberToLocaleString,
  localeCompareToCollator,
  hoistSchema,
  includesToSet,
  copiedSetSize,
  findToMap,
  memoiseRecursion,
  reduceSpreadArray,
  reduceSpreadObject,
  concatInLoop,
  spreadInLoop,
  collectEntries,
  bufferConcatInLoop,
  shiftQueue,
  filterFirst,
  filterLength,
  sortForExtreme,
  lastWithoutCopy,
  regexpToTrim,
  regexpToEnds,
  splitFirst,
  splitCount,
  splitJoin,
  matchToTest,
  indexToStartsWith,
  dateNow,
  parseIntOfLength,
  argumentsSlice,
  syncDerivation,
  syncCompression,
];
