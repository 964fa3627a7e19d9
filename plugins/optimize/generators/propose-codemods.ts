import { join } from 'node:path';
import type { Host, measure } from 'perf-harness/plugin';
import type { ObservedFunction } from '../document/optimization-hypothesis.ts';
import { formatEnclosingFunctions } from './apply-codemod.ts';
import { type CachedResults, type Codemod, type CodemodMatch, readSource } from './codemod.ts';
import { findMinimumSaving, type MeasuredGain } from './codemod-benchmark-gain.ts';
import type { StepFunction } from './functions-on-bottleneck-path.ts';
import { MEASURED_GAINS } from './measured-gains-by-codemod.ts';
import type { Proposal } from './select-hypotheses.ts';

/** A bottleneck with all that is known of its place. */
export interface BottleneckTarget {
  readonly bottleneck: measure.Bottleneck;
  readonly steps: readonly measure.Step[];
  readonly functions: readonly StepFunction[];
  /** Confirmed candidates that affect its steps. */
  readonly suspicions: readonly measure.Suspicion[];
}

/** Share of a bottleneck's time that a fix affects; assumed, not measured. */
const ASSUMED_PART = { wait: 0.5, compute: 0.3 } as const;

/** Returns observed arguments and results of a module's functions; null: nothing observed. */
export type ObserveFunctions = (file: string) => Promise<readonly ObservedFunction[] | null>;

/** A proposal for each codemod that applies in the functions of a bottleneck, and can be of use there. */
export async function proposeCodemods(
  host: Host,
  root: string,
  codemods: readonly Codemod[],
  target: BottleneckTarget,
  observed: ObserveFunctions = async () => null,
): Promise<readonly Proposal[]> {
  const classes = new Set([target.bottleneck.type, ...target.steps.map((step) => step.step_type)]);
  const fitting = codemods.filter((codemod) => codemod.classes.some((each) => classes.has(each)));
  const files = [...new Set(target.functions.map(({ file }) => file))];
  const found = new Map<Codemod, { readonly file: string; readonly match: CodemodMatch }[]>();
  for (const file of files) {
    const text = host.files.read(join(root, file));
    const source = text === null ? null : readSource(file, text);
    if (source === null) continue;
    const ranges = target.functions.filter((codeFunction) => codeFunction.file === file);
    for (const codemod of fitting) {
      for (const match of codemod.find(source)) {
        if (!ranges.some(({ line, endLine }) => line <= match.line && match.line <= endLine))
          continue;
        if (match.keeps !== undefined && !canHitCache(match.keeps, await observed(file))) continue;
        found.set(codemod, [...(found.get(codemod) ?? []), { file, match }]);
      }
    }
  }
  const all = [...found].flatMap(([codemod, places]) => together(codemod, places));
  return all.map((foundCodemod) => ({
    ...proposalOf(target, foundCodemod.codemod, foundCodemod.places),
    conflicts_with: all
      .filter((other) => other !== foundCodemod && exclude(foundCodemod, other))
      .map((other) => keyOf(other.codemod, other.places)),
  }));
}

/** Kinds of values that can be cache keys and cached results. */
const PLAIN = new Set(['string', 'number', 'boolean']);

/** True if a result can ever be cached: observations decide, or else the source. */
export function canHitCache(
  { function: name, keepsObjects, isShown }: CachedResults,
  observed: readonly ObservedFunction[] | null,
): boolean {
  if (observed === null) return true;
  const facts = observed.find((seenFunction) => seenFunction.name === name);
  if (facts === undefined) return isShown;
  const isPlain = (kinds: Readonly<Record<string, number>>): boolean =>
    Object.keys(kinds).some((kind) => PLAIN.has(kind));
  const answers = Object.keys(facts.result.kinds);
  const isKept = answers.some(
    (kind) => PLAIN.has(kind) || (keepsObjects && kind !== 'undefined' && kind !== 'null'),
  );
  return isKept && isPlain(facts.parameters[0]?.kinds ?? {});
}

interface Found {
  readonly codemod: Codemod;
  readonly places: readonly { readonly file: string; readonly match: CodemodMatch }[];
}

/**
 * Groups places into one proposal where they hold or fail together: a proven change holds
 * everywhere, while a checked change may fail in one function and hold in the next.
 */
function together(codemod: Codemod, places: Found['places']): readonly Found[] {
  if ((codemod.evidence ?? 'proven') === 'proven') return [{ codemod, places }];
  const byFunction = Map.groupBy(places, (place) => keyOf(codemod, [place]));
  return [...byFunction.values()].map((own) => ({ codemod, places: own }));
}

/** True if the catalogue declares a conflict, or both changes edit the same text. */
function exclude(foundCodemod: Found, other: Found): boolean {
  const known =
    foundCodemod.codemod.conflictsWith.includes(other.codemod.id) ||
    other.codemod.conflictsWith.includes(foundCodemod.codemod.id);
  const touches = foundCodemod.places.some((own) =>
    other.places.some(
      (its) =>
        own.file === its.file &&
        own.match.edits.some((edit) =>
          its.match.edits.some((each) => edit.start < each.end && each.start < edit.end),
        ),
    ),
  );
  return known || touches;
}

function proposalOf(target: BottleneckTarget, codemod: Codemod, places: Found['places']): Proposal {
  const { bottleneck, suspicions } = target;
  const files = [...new Set(places.map(({ file }) => file))];
  return proposalFor(bottleneck, {
    key: keyOf(codemod, places),
    description: `${codemod.title} (${places.map(placeOf).join(', ')})`,
    expected_impact: estimateImpact(bottleneck, MEASURED_GAINS[codemod.id]),
    complexity: codemod.complexity,
    risk: codemod.risk,
    fix_level: codemod.fixLevel,
    files_to_modify: files,
    evidence: [
      bottleneck.step,
      ...suspicions
        .filter(({ location }) => files.includes(location.replace(/(?::\d+)+$/u, '')))
        .map(({ id }) => id),
    ],
    evidence_class: codemod.evidence ?? 'proven',
    assumes: [...new Set(places.flatMap(({ match }) => match.assumes ?? []))],
    apply: {
      kind: 'codemod',
      codemod: codemod.id,
      places: places.map(placeOf),
      within: places.map(({ match }) => formatEnclosingFunctions(match)),
    },
  });
}

/** By functions and not by lines, which change from cycle to cycle. */
function keyOf({ id, evidence = 'proven' }: Codemod, places: Found['places']): string {
  const within = places.map(({ file, match }) => `${file}#${match.within.join('<')}`);
  const kind = evidence === 'proven' ? 'codemod' : evidence;
  return `${kind}:${id}@${[...new Set(within)].toSorted().join(',')}`;
}

function placeOf({ file, match }: Found['places'][number]): string {
  return `${file}:${match.line}`;
}

/**
 * Estimates the saving of a fix: the assumed part of the bottleneck's measured share, times the
 * least gain of the codemod on its fixture; the whole part if no gain was measured.
 */
export function estimateImpact(
  { share, type }: measure.Bottleneck,
  gain?: MeasuredGain,
): Proposal['expected_impact'] {
  const part = type === 'CPU' || type === 'Unknown' ? ASSUMED_PART.compute : ASSUMED_PART.wait;
  const saving = gain === undefined ? 1 : findMinimumSaving(gain);
  const percent = Number(Math.min(100, share * part * saving).toPrecision(3));
  const taken = `The step takes ${Number(share.toPrecision(3))} % of the time`;
  const note =
    gain === undefined
      ? `${taken}; the estimate assumes that ${part * 100} % of that time is saved.`
      : `${taken}; the estimate assumes that ${part * 100} % of that time is spent at these locations, and that at least ${Number((100 * saving).toPrecision(3))} % of it is saved (measured in bench/codemods, on Node.js ${gain.releases.map(({ release }) => release).join(' and ')}: ${gain.measures}).`;
  return { percent, origin: 'estimated', note };
}

/**
 * Completes a proposal for a bottleneck. By default it stands alone, rests on the measured step, and
 * relies only on the source or on a plan of the database, which is proof.
 */
export function proposalFor(
  bottleneck: measure.Bottleneck,
  own: Partial<Proposal> &
    Pick<Proposal, 'key' | 'description' | 'fix_level' | 'files_to_modify' | 'apply'>,
): Proposal {
  const { step, type, function: name, share } = bottleneck;
  const text = `${name} takes ${Number(share.toPrecision(3))} % of an operation's time`;
  return {
    bottleneck_addressed: step,
    bottleneck_class: type,
    expected_impact: estimateImpact(bottleneck),
    complexity: 'Medium',
    risk: 'Medium',
    dependencies: [],
    conflicts_with: [],
    evidence: [step],
    premises: [{ text, measurement: step }],
    evidence_class: 'proven',
    assumes: [],
    removes: false,
    pair: null,
    source: 'profiler_hint',
    ...own,
  };
}
