import type {
  DifferentialProfile,
  FunctionChange,
} from '../../../harness/model/documents/differential-profile-schema.ts';
import type { Unit } from '../../../harness/model/metric.ts';
import { formatQuantity, formatShare } from '../../format-quantity.ts';
import { printable } from '../../text/printable-text.ts';
import { plural } from '../../text/sentence-parts.ts';
import { formatCodeLocation, formatCodeOwner } from './format-code-location.ts';

export type ChangedFunctionFact = ReturnType<typeof functionFact>;

export type ProfileDifferenceFacts = ReturnType<typeof profileDifferenceFacts>;

/** Total change that the changes of functions are compared with. */
export interface TotalChange {
  /** Metric such as `wall_time`; null: the busy time of the program for one operation. */
  readonly metric: string | null;
  /** Value of the base in the unit of the profile, equal to a change of 100 %. */
  readonly base: number;
  /** Change as a share of the base: 0.082 for 8.2 % more. */
  readonly share: number;
}

const MAX_NAMED = 3;
/** Rows of functions beyond noise, and of others. */
const MAX_ROWS = 15;
const SHOWN_WITHIN_NOISE = 5;
/** Unexplained shares of the whole below this are reported as none. */
const NOTHING = 0.0005;

const UNITS: Readonly<Record<DifferentialProfile['unit'], Unit>> = {
  ms: 'ms',
  B: 'B',
  instructions: 'count',
  samples: 'count',
};

export function profileDifferenceFacts(
  difference: DifferentialProfile,
  whole: TotalChange = ownWhole(difference),
) {
  const facts = difference.changes.map((change) => functionFact(change, difference, whole));
  const named = facts.filter(({ isBeyondNoise }) => isBeyondNoise);
  const others = facts.filter(
    ({ isBeyondNoise, of }) => !isBeyondNoise && of.change.estimate !== 0,
  );
  const room = difference.confidence === 0 ? MAX_ROWS : SHOWN_WITHIN_NOISE;
  return {
    /** Share explained by each function, and the unexplained share. */
    sentence: sentenceOf(difference, whole, { named, others }),
    /** Functions, those beyond noise first. */
    functions: [...named.slice(0, MAX_ROWS), ...others.slice(0, room)],
    /** Meaning and confidence of the functions' shares, in a sentence. */
    note: noteOf(difference, whole),
  };
}

function ownWhole({ base, change }: DifferentialProfile): TotalChange {
  return { metric: null, base, share: base === 0 ? 0 : change.estimate / base };
}

function functionFact(
  of: FunctionChange,
  { functions, unit }: DifferentialProfile,
  whole: TotalChange,
) {
  const profiledFunction = functions[of.function];
  if (profiledFunction === undefined) throw new TypeError(`there is no function ${of.function}`);
  const { estimate, low, high } = of.change;
  const state = of.state === 'both' ? '' : ` (${of.state})`;
  const share = (value: number): string => signedShare(value / whole.base);
  return {
    /** Name, followed by `(new)` or `(gone)` if only one side has the function. */
    name: `${printable(profiledFunction.name)}${state}`,
    /** `src/parse.ts:12`; empty: no source. */
    place: formatCodeLocation(profiledFunction, null),
    /** Location in the project's own code; null: not the project's code, or without source. */
    source:
      profiledFunction.owner === 'project' &&
      profiledFunction.file?.includes('/') &&
      profiledFunction.line !== null
        ? { file: profiledFunction.file, line: profiledFunction.line }
        : null,
    owner: formatCodeOwner(profiledFunction.owner, profiledFunction.package),
    /** Change as a share of the whole: `+7.1 %`. */
    change: share(estimate),
    /** `+6.2 … +8.0 %`; empty: too few profiles. */
    range: low === null || high === null ? '' : `${share(low).replace(/ %$/, '')} … ${share(high)}`,
    /** Value for one operation. */
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
  whole: TotalChange,
  { named, others }: Readonly<Record<'named' | 'others', readonly ChangedFunctionFact[]>>,
): string {
  if (confidence === 0) return withoutNoise(pairs, others[0]);
  const total = Math.abs(whole.share);
  const of = `the ${formatShare(total)}`;
  if (named.length === 0) {
    return total < NOTHING
      ? `No function changed significantly in ${plural(pairs, 'profiled pair')}.`
      : `No function changed significantly in ${plural(pairs, 'profiled pair')}: ${of} are unexplained.`;
  }
  // A change in the opposite direction explains nothing and counts against the total.
  const sign = whole.share < 0 ? -1 : 1;
  const partOf = ({ of: { change } }: ChangedFunctionFact): number =>
    (sign * change.estimate) / whole.base;
  const sumOf = (facts: readonly ChangedFunctionFact[]): number =>
    facts.reduce((all, fact) => all + partOf(fact), 0);
  const causes = named.filter((fact) => partOf(fact) > 0).sort((x, y) => partOf(y) - partOf(x));
  const against = named.filter((fact) => partOf(fact) <= 0);
  const parts = [
    causesText(causes.slice(0, MAX_NAMED), total, partOf),
    ...(causes.length > MAX_NAMED
      ? [
          `${plural(causes.length - MAX_NAMED, 'more function')} ${bare(sumOf(causes.slice(MAX_NAMED)))} %`,
        ]
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
  partOf: (changedFunctionFact: ChangedFunctionFact) => number,
): string {
  const of = `the ${formatShare(total)}`;
  if (first === undefined) return `no listed function explains ${of}`;
  const part = bare(partOf(first));
  const isMore = partOf(first) > total && part !== bare(total);
  const own = `${part} %${rangeOf(first)}`;
  return [
    `${placedName(first)} explains ${isMore ? `more than ${of}: ${own}` : `${own} of ${of}`}`,
    ...others.map((other) => `${placedName(other)} ${bare(partOf(other))} %${rangeOf(other)}`),
  ].join(', ');
}

function againstText(facts: readonly ChangedFunctionFact[], share: number): readonly string[] {
  const [first, ...others] = facts;
  if (first === undefined) return [];
  const who = others.length === 0 ? placedName(first) : plural(facts.length, 'function');
  return [`${who} ${others.length === 0 ? 'takes' : 'take'} ${formatShare(share)} back`];
}

function leftOver(share: number): string {
  if (Math.abs(share) < NOTHING) return 'nothing left unexplained';
  if (share > 0) return `${formatShare(share)} unexplained`;
  return `together ${formatShare(-share)} more than the total change, due to noise or small changes`;
}

function withoutNoise(pairs: number, first: ChangedFunctionFact | undefined): string {
  const what = pairs === 1 ? 'One profile per side' : `${pairs} profiles per side`;
  const why = pairs === 1 ? 'noise unknown' : 'too few to estimate the noise';
  if (first === undefined) return `${what}: ${why}, and nothing differs.`;
  return `${what}: ${why}. The largest change is in ${placedName(first)}: ${first.change}.`;
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

function noteOf({ pairs, confidence }: DifferentialProfile, { metric }: TotalChange): string {
  const of = metric === null ? "the base's busy time per operation" : `the base's ${metric}`;
  const sure =
    confidence === 0
      ? ''
      : ` All intervals hold simultaneously with ${formatShare(confidence)} confidence.`;
  return `Changes are expressed as shares of ${of}, based on ${plural(pairs, 'profiled pair')}.${sure}`;
}
