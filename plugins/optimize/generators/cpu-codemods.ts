import type { Codemod } from './codemod.ts';
import { argumentsSlice } from './codemods/arguments-slice.ts';
import { collectEntries } from './codemods/collecting.ts';
import { dateNow } from './codemods/date-now.ts';
import { findToMap } from './codemods/find-to-map.ts';
import { bufferConcatInLoop, concatInLoop, spreadInLoop } from './codemods/growing.ts';
import {
  hoistIntl,
  hoistRegexp,
  hoistSchema,
  localeCompareToCollator,
  numberToLocaleString,
} from './codemods/hoisting.ts';
import { copiedSetSize, includesToSet } from './codemods/membership.ts';
import { memoiseRecursion } from './codemods/memoise.ts';
import { parseIntOfLength } from './codemods/numbers.ts';
import { syncCompression, syncDerivation } from './codemods/off-thread.ts';
import { filterFirst, filterLength, lastWithoutCopy, sortForExtreme } from './codemods/picking.ts';
import { reduceSpreadArray, reduceSpreadObject } from './codemods/reducing.ts';
import { shiftQueue } from './codemods/shift-queue.ts';
import { splitFirst, splitJoin } from './codemods/splitting.ts';
import {
  indexToStartsWith,
  matchToTest,
  regexpToEnds,
  regexpToTrim,
  splitCount,
} from './codemods/strings.ts';

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
