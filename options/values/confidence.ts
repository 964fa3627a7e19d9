import { parseQuantity } from '../../harness/model/scenario/quantity.ts';
import { badOption, badProperty } from './bad-option.ts';

/** Of verdicts, where nothing else is asked for. */
export const DEFAULT_CONFIDENCE = 0.95;

/** Below it is no confidence; above it no number of pairs that the looks allow is enough. */
const LOWEST = 0.5;
const HIGHEST = 0.999;

function isConfidence(share: number): boolean {
  return share >= LOWEST && share <= HIGHEST;
}

/** Per cent, or a share below 1. @throws UserError for anything else. */
export function readConfidence(text: string): number {
  const isShare = /^0?\.\d+$/u.test(text.trim());
  const quantity = isShare || text.trim().endsWith('%') ? text : `${text} %`;
  const ratio = parseQuantity(quantity, 'ratio');
  // 99.9 % comes out a little above 0.999.
  const confidence = Number(Number(ratio).toPrecision(12));
  if (isConfidence(confidence)) return confidence;
  throw badOption(`--confidence takes a percentage from 50 to 99.9, such as 99%; found "${text}".`);
}

/** A program's, which is a share. @throws UserError */
export function checkConfidence(confidence: number): number {
  if (isConfidence(confidence)) return confidence;
  throw badProperty(
    `confidence is a share from ${LOWEST} to ${HIGHEST}; found ${confidence}`,
    'confidence: 0.95',
  );
}
