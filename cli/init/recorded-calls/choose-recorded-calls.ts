import { deflateRawSync } from 'node:zlib';
import { isMethodPath, type ObservedFunction } from '../../../api/instrument/observed-tests.ts';
import type { RecordedInput } from '../../../profilers/calls/outside-call.ts';
import { formatShare } from '../../../reports/format-quantity.ts';

/** A recorded call that may become a scenario. */
export interface ChosenCall {
  /** Name of the scenario: the function, and which of its inputs it gets. */
  readonly name: string;
  /** Name of the function as callers write it: `parse`, `text.trim`. */
  readonly functionName: string;
  readonly function: ObservedFunction;
  readonly input: RecordedInput;
  /** Inputs of a scenario that calls the function with each of them; empty: with `input` alone. */
  readonly mixed: readonly RecordedInput[];
}

/** Returns the variable for the default export of a file, from the root. */
export type NameDefaultExport = (entry: string) => string;

/** A function that no scenario calls, and the reason. */
export interface UnusedFunction {
  readonly name: string;
  readonly reason: string;
}

export interface ChosenCalls {
  /** Those of the function that takes most of the time first. */
  readonly chosen: readonly ChosenCall[];
  readonly unused: readonly UnusedFunction[];
}

/** Smallest share of the time for which a function counts as used. */
const LEAST_SHARE = 0.01;
/** Largest input for which one scenario is enough, as a multiple of the median. */
const SIMILAR = 2;
/** Names of functions that, called thousands of times, would do harm or change how all else behaves. */
const IS_HARMFUL =
  /^(?:write|delete|remove|unlink|rm|drop|exec|spawn|install|publish|deploy|save|send|kill|clear|reset|exit|enable|disable|configure|register|mock)|^set(?![a-z])/u;

/**
 * Chooses calls by the time that the tests spend in their functions, those that examples call first:
 * of each function all inputs and the largest. Calls that threw and arguments that cannot be
 * repeated are left out.
 * @param examples - Code of the README.
 */
export function chooseRecordedCalls(
  functions: readonly ObservedFunction[],
  nameDefault: NameDefaultExport,
  examples = '',
): ChosenCalls {
  const chosen: ChosenCall[] = [];
  const unused: UnusedFunction[] = [];
  const shareOf = createShareReader(functions);
  const isShown = (own: ObservedFunction): boolean =>
    shareOf(own) >= LEAST_SHARE && isShownIn(examples, own);
  const sorted = functions.toSorted(
    (a, b) =>
      Number(isShown(b)) - Number(isShown(a)) || shareOf(b) - shareOf(a) || b.calls - a.calls,
  );
  // Without a large function, the small ones are what there is.
  const hasLarge = sorted.some((own) => shareOf(own) >= LEAST_SHARE && own.inputs.some(isUsable));
  for (const observed of sorted) {
    const inputs = observed.inputs.filter(isUsable);
    const isNew = inputs.length > 0 && inputs.every((input) => input.isNew);
    const name = `${isNew ? 'new ' : ''}${nameOf(observed, nameDefault)}`;
    const reason = IS_HARMFUL.test(name.split('.').at(-1) ?? name)
      ? 'by its name, it may change something outside of the program'
      : whyUnused(observed, inputs, hasLarge && shareOf(observed) < LEAST_SHARE);
    if (reason === null) chosen.push(...callsOf(observed, name, inputs));
    else unused.push({ name, reason });
  }
  return { chosen, unused };
}

/** True for a function that examples call; a default export may have any name there. */
function isShownIn(examples: string, { path }: ObservedFunction): boolean {
  const name = path.at(-1) ?? '';
  if (path.length === 1 && name === 'default') return examples !== '';
  return new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}\\(`, 'u').test(examples);
}

function nameOf({ entry, path }: ObservedFunction, nameDefault: NameDefaultExport): string {
  const [first, ...rest] = path.filter((name) => name !== 'prototype');
  if (first !== 'default') return [first, ...rest].join('.');
  const isOfDefault = rest.length === 0 || (isMethodPath(path) && rest.length === 1);
  return isOfDefault ? [nameDefault(entry), ...rest].join('.') : rest.join('.');
}

/**
 * Returns a function's share of the time: the larger of what the profile shows and of what its
 * calls took that can be repeated. A profile does not see what a call awaits, and may see little
 * but one call that fails.
 */
function createShareReader(
  functions: readonly ObservedFunction[],
): (observed: ObservedFunction) => number {
  const timesMs = new Map(functions.map((own) => [own, repeatableMs(own)]));
  const totalMs = [...timesMs.values()].reduce((sum, ms) => sum + ms, 0);
  return (observed) =>
    Math.max(observed.share ?? 0, totalMs === 0 ? 0 : (timesMs.get(observed) ?? 0) / totalMs);
}

/** Returns the time of the calls that can be repeated, as if all calls were like those recorded. */
function repeatableMs({ calls, inputs }: ObservedFunction): number {
  const recorded = inputs.reduce((sum, input) => sum + input.calls, 0);
  const ms = inputs
    .filter(isUsable)
    .reduce((sum, input) => sum + input.calls * (input.bestMs ?? 0), 0);
  return recorded === 0 ? 0 : (ms * calls) / recorded;
}

function isUsable({ failed }: RecordedInput): boolean {
  return failed === 0;
}

function whyUnused(
  observed: ObservedFunction,
  inputs: readonly RecordedInput[],
  isSmall: boolean,
): string | null {
  if (isSmall) return `under ${formatShare(LEAST_SHARE)} of the time`;
  return inputs.length > 0 ? null : describeUnusableCalls(observed);
}

/** Describes why no call of a function can be repeated. */
export function describeUnusableCalls({
  calls,
  refused,
}: Pick<ObservedFunction, 'calls' | 'refused'>): string {
  const [kind] = Object.entries(refused).toSorted(([, a], [, b]) => b - a);
  const all = calls === 1 ? 'its only call' : `each of its ${calls} calls`;
  return kind === undefined
    ? `${all} fails`
    : `${all} gets ${kind[0]}, which cannot be written to a file`;
}

/**
 * Returns a call with each of the inputs, in which a slow-down of any of them shows, and one with
 * the largest input if that is too large to be among them; with a few inputs, the median instead
 * of all.
 */
function callsOf(
  observed: ObservedFunction,
  functionName: string,
  inputs: readonly RecordedInput[],
): readonly ChosenCall[] {
  const sorted = sortedBySize(inputs);
  const largest = sorted.at(-1);
  const median = medianInput(sorted);
  if (largest === undefined || median === undefined) return [];
  const of = { functionName, function: observed, mixed: [] };
  const isSimilar = sizeOf(largest) <= SIMILAR * sizeOf(median);
  const largestCall = { ...of, name: `${functionName}, largest input`, input: largest };
  const mixed = mixInputs(sorted);
  if (mixed.length >= LEAST_MIXED) {
    const all = {
      ...of,
      name: `${functionName}, ${mixed.length} inputs`,
      input: median,
      mixed,
    };
    return isSimilar || mixed.includes(largest) ? [all] : [all, largestCall];
  }
  return isSimilar
    ? [{ ...of, name: functionName, input: median }]
    : [{ ...of, name: `${functionName}, median input`, input: median }, largestCall];
}

/** Fewest and most inputs of one scenario, and most characters of all its arguments. */
const LEAST_MIXED = 4;
const MOST_MIXED = 50;
const MOST_MIXED_CHARACTERS = 100_000;
/** Multiple of the mean time of an input above which it would be all that a mixture shows. */
const DOMINANT = 10;

/** Returns inputs of all sizes that can be repeated in one call each. @param sorted - By size. */
function mixInputs(sorted: readonly RecordedInput[]): readonly RecordedInput[] {
  const usable = sorted.filter(({ isModified, isNew }) => !isModified && !isNew);
  const times = usable.map(({ bestMs }) => bestMs ?? 0);
  const medianMs = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
  const even = usable.filter(
    ({ bestMs, source }) =>
      (bestMs ?? 0) <= DOMINANT * medianMs && source.length <= MOST_MIXED_CHARACTERS / LEAST_MIXED,
  );
  const step = Math.max(1, even.length / MOST_MIXED);
  const chosen: RecordedInput[] = [];
  let characters = 0;
  for (let place = even.length - 1; place >= 0; place -= step) {
    const input = even[Math.round(place)];
    if (input === undefined) continue;
    characters += input.source.length + (input.subject?.length ?? 0);
    if (characters <= MOST_MIXED_CHARACTERS) chosen.push(input);
  }
  return chosen.toReversed();
}

/** Returns the largest input whose calls succeeded. */
export function largestInput(inputs: readonly RecordedInput[]): RecordedInput | undefined {
  return sortedBySize(inputs.filter(isUsable)).at(-1);
}

function sortedBySize(inputs: readonly RecordedInput[]): readonly RecordedInput[] {
  const sizes = new Map(inputs.map((input) => [input, sizeOf(input)]));
  return inputs.toSorted((a, b) => (sizes.get(a) ?? 0) - (sizes.get(b) ?? 0));
}

/**
 * Returns the size of the compressed arguments: a thousand equal brackets are a limit of a test, and
 * smaller than a page of text.
 */
function sizeOf({ source, subject }: RecordedInput): number {
  return deflateRawSync(`${source}${subject ?? ''}`).length;
}

/** Returns the input of the call in the middle. @param sorted - By size. */
function medianInput(sorted: readonly RecordedInput[]): RecordedInput | undefined {
  const half = sorted.reduce((sum, { calls }) => sum + calls, 0) / 2;
  let before = 0;
  return sorted.find(({ calls }) => {
    before += calls;
    return before >= half;
  });
}
