import { type Block, display, type View } from 'perf-harness/plugin';
import { sizeWords } from '../document/behavior-check-result.ts';
import type { Proof, ProofPart } from '../document/proof-document.ts';

type Parts = Pick<Proof, 'parts'>;

const STATES = {
  gains: { sign: '✓', tone: 'good', text: 'gains alone' },
  'no-gain': { sign: '!', tone: 'doubt', text: 'gains nothing alone' },
  inconclusive: { sign: '?', tone: 'doubt', text: 'gain alone inconclusive' },
  'not-measured': { sign: '=', tone: 'plain', text: 'not measured alone' },
} as const;

/** Names the parts without gain, as the end of a sentence; empty if each part gains. */
export function sentenceOfParts({ parts }: Parts): string {
  return parts
    .filter(({ state }) => state === 'no-gain')
    .map((part) => `; the change in ${placeOf(part)} gains nothing alone`)
    .join('');
}

/** Returns the list of a change's parts, each with what it gains. */
export function partsBlock({ parts }: Parts): Block {
  return {
    type: 'list',
    weight: 'always',
    title: 'Parts',
    noun: 'part',
    items: parts.map((part) => {
      const { sign, tone, text } = STATES[part.state];
      return { sign, tone, text: `${placesOf(part)} ${text}: ${evidenceOf(part)}` };
    }),
  };
}

/** Returns a notice for each part without gain, at its line. */
export function partAnnotations({ parts }: Parts): View['annotations'] {
  return parts.flatMap((part) => {
    const [place] = part.places;
    if (part.state !== 'no-gain' || place === undefined) return [];
    return [
      {
        level: 'info' as const,
        title: 'proof: part',
        message: `This part gains nothing alone: ${evidenceOf(part)}`,
        ...place,
      },
    ];
  });
}

export function partFacts({ parts }: Parts): View['facts'] {
  return parts.map((part) =>
    display.createFact('part', {
      place: placeOf(part),
      state: part.state,
      text: evidenceOf(part),
    }),
  );
}

function placeOf({ places: [first] }: ProofPart): string {
  return first === undefined ? '' : `${display.printable(first.file)}:${first.line}`;
}

function placesOf(part: ProofPart): string {
  const others = part.places.length - 1;
  return `${placeOf(part)}${others === 0 ? '' : ` and ${display.plural(others, 'other place')}`}`;
}

function evidenceOf(part: ProofPart): string {
  if (part.state === 'not-measured') return display.printable(part.reason);
  const gains = part.gains.map(({ scenario, metric, verdict, ratio, low, high }) => {
    const name = `${metric} of ${display.printable(scenario)}`;
    if (ratio === null || low === null || high === null) return `${name} ${verdict}`;
    return `${name} ${display.formatChange(ratio)} (${display.formatChangeRange(low, high, ratio)})`;
  });
  const calls = part.calls.map(
    ({ function: name, size, ratio, low, high }) =>
      `time of ${display.printable(name)}${sizeWords(size)} ${display.formatChange(ratio)} (${display.formatChangeRange(low, high)})`,
  );
  const all = [...gains, ...calls];
  return all.length === 0
    ? 'no measurement was conclusive'
    : `${all.join('; ')} compared with the rest`;
}
