import type { Codemod } from './codemod.ts';
import { dateNow } from './codemods/date-now.ts';
import { findToMap } from './codemods/find-to-map.ts';
import { includesToSet } from './codemods/membership-to-set.ts';
import { argumentsSlice } from './codemods/replace-arguments-with-rest-parameter.ts';
import {
  indexToStartsWith,
  matchToTest,
  regexpToEnds,
  regexpToTrim,
} from './codemods/string-method-replacements.ts';
import { splitFirst } from './codemods/string-splitting.ts';

/** Codemods against time that the processor takes, and memory. */
export const CPU_CODEMODS: readonly Codemod[] = [
  includesToSet,
  findToMap,
  regexpToTrim,
  regexpToEnds,
  splitFirst,
  matchToTest,
  indexToStartsWith,
  dateNow,
  argumentsSlice,
];
