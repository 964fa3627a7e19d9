import type {
  DifferentialProfile,
  FunctionChange,
} from '../../../harness/model/documents/differential-profile.ts';
import type { Unit } from '../../../harness/model/metric.ts';
import { formatQuantity, formatShare } from '../../scale.ts';
import { plural } from '../../text/plural.ts';
import { printable } from '../../text/printable.ts';
import { codePlace } from './code-place.ts';
import { ownerName } from './owner-name.ts';

/** A function that changed, as every report shows it. */
export type ChangedFunctionFact = ReturnType<typeof functionFact>;

/** What changed from one side to the other, as every report shows it. */
export type DifferenceFacts = ReturnType<typeof differenceFacts>;

/** What the changes of functions are held against. */
export interface ChangeOfWhole {
  /** `wall_time`; null: the time that the program is busy for one operation. */
  readonly metric: string | null;
  /** Of the base, in the unit of the profile: what a change of 100 % is. */
  readonly base: number;
  /** Change as a share of the base: 0.082 for 8.2 % more. */
  readonly share: number;
}

/** Functions that are named in the sentence, one by one. */
const TOLD = 3;
/** Rows of functions beyond noise, and of others. */
const SHOWN = 15;
const SHOWN_WITHIN_NOISE = 5;
/** Less than this share of the whole is nothing, when what is unexplained is told. */
const NOTHING = 0.0005;

const UNITS: Readonly<Record<DifferentialProfile['unit'], Unit>> = {
  ms: 'ms',
  B: 'B',
  instructions: 'count',
  samples: 'count',
};

/**
 * @param whole - What is to be explained; absent: what the profiles themselves show.
 */
export function differenceFacts(
  difference: DifferentialProfile,
  whole: ChangeOfWhole = ownWhole(difference),
) {
  const facts = difference.changes.map((one) => functionFact(one, difference, whole));
  const named = facts.filter(({ isBeyondNoise }) => isBeyondNoise);
  const others = facts.filter(
    ({ isBeyondNoise, of }) => !isBeyondNoise && of.change.estimate !== 0,
  );
  const room = difference.confidence === 0 ? SHOWN : SHOWN_WITHIN_NOISE;
  return {
    /** What explains how much, and how much nothing does. */
    sentence: sentenceOf(difference, whole, { named, others }),
    /** Those beyond noise first. */
    functions: [...named.slice(0, SHOWN), ...others.slice(0, room)],
    /** What the shares of the functions are shares of, and how sure they are, in a sentence. */
    note: noteOf(difference, whole),
  };
}

function ownWhole({ base, change }: DifferentialProfile): ChangeOfWhole {
  return { metric: null, base, share: base === 0 ? 0 : change.estimate / base };
}

function functionFact(
  of: FunctionChange,
  { functions, unit }: DifferentialProfile,
  whole: ChangeOfWhole,
) {
  const one = functions[of.function];
  if (one === undefined) throw new TypeError(`there is no function ${of.function}`);
  const { estimate, low, high } = of.change;
  const state = of.state === 'both' ? '' : ` (${of.state})`;
  const share = (value: number): string => signedShare(value / whole.base);
  return {
    /** With `(new)` or `(gone)` behind it where one side has it only. */
    name: `${printable(one.name)}${state}`,
    /** `src/parse.ts:12`; empty: no source. */
    place: codePlace(one, null),
    /** Where the project's own code is to be changed; null: it is not the project's, or has no source. */
    source:
      one.owner === 'project' && one.file?.includes('/') && one.line !== null
        ? { file: one.file, line: one.line }
        : null,
    owner: ownerName(one.owner, one.package),
    /** `+7.1 %` of what the whole is measured by. */
    change: share(estimate),
    /** `+6.2 … +8.0 %`; empty: too few profiles. */
    range: low === null || high === null ? '' : `${share(low).replace(/ %$/, '')} … ${share(high)}`,
    /** For one operation. */
    base: formatQuantity(of.base, UNITS[unit]),
    head: formatQuantity(of.head, UNITS[unit]),
    isBeyondNoise: of.beyond_noise,
    of,
  };
}

/** `+7.1 %`, `-0.3 %`, `0 %`. */
function signedShare(share: number): string {
  if (!Number.isFinite(share)) return 'n/a';
  const text = formatShare(Math.abs(share));
  if (text === '0 %') return text;
  return `${share > 0 ? '+' : '-'}${text}`;
}

function sentenceOf(
  { confidence, pairs }: DifferentialProfile,
  whole: ChangeOfWhole,
  { named, others }: Readonly<Record<'named' | 'others', readonly ChangedFunctionFact[]>>,
): string {
  if (confidence === 0) return withoutNoise(pairs, others[0]);
  const total = Math.abs(whole.share);
  const of = `the ${formatShare(total)}`;
  if (named.length === 0) {
    return total < NOTHING
      ? `No function changed by more than chance in ${plural(pairs, 'profiled pair')}.`
      : `No function changed by more than chance in ${plural(pairs, 'profiled pair')}: ${of} are unexplained.`;
  }
  // What went the other way explains nothing, and counts against it.
  const sign = whole.share < 0 ? -1 : 1;
  const partOf = ({ of: { change } }: ChangedFunctionFact): number =>
    (sign * change.estimate) / whole.base;
  const sumOf = (facts: readonly ChangedFunctionFact[]): number =>
    facts.reduce((all, one) => all + partOf(one), 0);
  const causes = named.filter((one) => partOf(one) > 0).sort((x, y) => partOf(y) - partOf(x));
  const against = named.filter((one) => partOf(one) <= 0);
  const parts = [
    causesText(causes.slice(0, TOLD), total, partOf),
    ...(causes.length > TOLD
      ? [`${plural(causes.length - TOLD, 'more function')} ${bare(sumOf(causes.slice(TOLD)))}`]
      : []),
  ];
  return [
    parts.join(', '),
    ...againstText(against, -sumOf(against)),
    `${leftOver(total - sumOf(named))}.`,
  ].join('; ');
}

function causesText(
  [first, ...others]: readonly ChangedFunctionFact[],
  total: number,
  partOf: (one: ChangedFunctionFact) => number,
): string {
  const of = `the ${formatShare(total)}`;
  if (first === undefined) return `nothing that is named explains ${of}`;
  const part = bare(partOf(first));
  const isMore = partOf(first) > total && part !== bare(total);
  const how = isMore ? `more than ${of}: ${part} %` : `${part} of ${of}`;
  return [
    `${placedName(first)} explains ${how}${rangeOf(first)}`,
    ...others.map((one) => `${placedName(one)} ${bare(partOf(one))}${rangeOf(one)}`),
  ].join(', ');
}

function againstText(facts: readonly ChangedFunctionFact[], share: number): readonly string[] {
  const [first, ...others] = facts;
  if (first === undefined) return [];
  const who = others.length === 0 ? placedName(first) : plural(facts.length, 'function');
  return [`${who} ${others.length === 0 ? 'takes' : 'take'} ${formatShare(share)} back`];
}

function leftOver(share: number): string {
  if (Math.abs(share) < NOTHING) return 'nothing is unexplained';
  if (share > 0) return `${formatShare(share)} unexplained`;
  return `${formatShare(-share)} more than there is, which is noise or small changes`;
}

function withoutNoise(pairs: number, first: ChangedFunctionFact | undefined): string {
  const what = pairs === 1 ? 'One profile each' : `${pairs} profiles each`;
  const why = pairs === 1 ? 'no noise known' : 'too few to know the noise';
  if (first === undefined) return `${what}: ${why}, and nothing differs.`;
  return `${what}: ${why}. The largest change is that of ${placedName(first)}: ${first.change}.`;
}

function placedName({ name, place }: ChangedFunctionFact): string {
  return place === '' ? name : `${name} (${place})`;
}

function rangeOf({ range }: ChangedFunctionFact): string {
  return range === '' ? '' : ` (${range})`;
}

/** `7.1` of `7.1 %`. */
function bare(share: number): string {
  return signedShare(share).replace(/ %$/, '').replace(/^\+/, '');
}

function noteOf({ pairs, confidence }: DifferentialProfile, { metric }: ChangeOfWhole): string {
  const of = metric === null ? 'what the base is busy for one operation' : `the base's ${metric}`;
  const sure =
    confidence === 0 ? '' : ` All intervals hold together with ${formatShare(confidence)}.`;
  return `Changes are shares of ${of}, from ${plural(pairs, 'profiled pair')}.${sure}`;
}
