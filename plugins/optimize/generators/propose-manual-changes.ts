import type { measure } from 'perf-harness/plugin';
import type { LocalFinding, Solution } from '../document/optimization-hypothesis.ts';
import {
  FEASIBILITY,
  findPracticeSource,
  PRACTICES,
  type Practice,
} from './performance-practices.ts';
import { type BottleneckTarget, estimateImpact, proposalFor } from './propose-codemods.ts';
import type { Proposal } from './select-hypotheses.ts';

/** Returns practices for a bottleneck as solutions, with prerequisites (H812-08, H812-14). */
export function findSolutions(
  target: BottleneckTarget,
  findings: readonly LocalFinding[],
): readonly Solution[] {
  return findPractices(target).map((practice) => {
    const { feasibility, complexity, prerequisites } = FEASIBILITY[practice.kind];
    const finding = findings.find((finding) => isReadyFor(finding, practice, target));
    return {
      solution: practice.text,
      step: target.bottleneck.step,
      source: finding?.id ?? findPracticeSource(practice).id,
      expected_impact: `${estimateImpact(target.bottleneck).percent} %, estimated`,
      complexity: complexity.join('-'),
      prerequisites,
      feasibility,
    };
  });
}

/** Practices of the class of a bottleneck. */
export function findPractices({ bottleneck }: BottleneckTarget): readonly Practice[] {
  return PRACTICES.filter((practice) => practice.class === bottleneck.type);
}

/**
 * Proposes manual changes: where the project has what a practice needs and does not use it, and
 * where nothing else is proposed against a confirmed candidate. None of them has an applicator.
 */
export function proposeManualChanges(
  target: BottleneckTarget,
  findings: readonly LocalFinding[],
  proposed: readonly Proposal[],
): readonly Proposal[] {
  const practices = findPractices(target);
  const ready = practices.flatMap((practice) => {
    const finding = findings.find((finding) => isReadyFor(finding, practice, target));
    return finding === undefined ? [] : [fromPractice(target, practice, finding)];
  });
  const needed = practices.filter(({ id }) =>
    ready.some(({ dependencies }) => dependencies.includes(keyOf(target, id))),
  );
  const base = needed.map((practice) => fromPractice(target, practice, null));
  const covered = new Set(proposed.flatMap(({ evidence }) => evidence));
  const bare = target.suspicions
    .filter(({ id }) => !covered.has(id))
    .map((suspicion) => fromSuspicion(target, suspicion));
  return [...base, ...ready, ...bare];
}

/** True if a practice's check finding applies; one with a location must be in step functions. */
function isReadyFor(
  finding: LocalFinding,
  { check }: Practice,
  { functions }: BottleneckTarget,
): boolean {
  if (finding.check !== check) return false;
  if (check === 'pool') return finding.message.endsWith(': not configured.');
  if (check !== 'async_variant' || finding.location === null) return true;
  const [, file, line] = /^(.+?):(\d+)/u.exec(finding.location) ?? [];
  const at = Number(line);
  return functions.some(
    (codeFunction) =>
      codeFunction.file === file && codeFunction.line <= at && at <= codeFunction.endLine,
  );
}

function keyOf({ functions, bottleneck }: BottleneckTarget, practice: string): string {
  const [first] = functions;
  const place = first === undefined ? bottleneck.function : `${first.file}#${first.name}`;
  return `practice:${practice}@${place}`;
}

function fromPractice(
  target: BottleneckTarget,
  practice: Practice,
  finding: LocalFinding | null,
): Proposal {
  const { bottleneck, functions } = target;
  const { complexity } = FEASIBILITY[practice.kind];
  const file = finding?.location?.replace(/(?::\d+)+$/u, '');
  return proposalFor(bottleneck, {
    key: keyOf(target, practice.id),
    description: `${practice.text}${finding === null ? '' : `: ${finding.message}`}`,
    complexity: complexity.at(-1) ?? 'Medium',
    fix_level: practice.fixLevel,
    files_to_modify:
      file === undefined
        ? [...new Set(functions.map((codeFunction) => codeFunction.file))]
        : [file],
    dependencies: practice.needs.map((id) => keyOf(target, id)),
    conflicts_with: practice.conflictsWith.map((id) => keyOf(target, id)),
    evidence: [bottleneck.step, finding?.id ?? findPracticeSource(practice).id],
    apply: null,
    source: finding === null ? 'research' : 'local_capability',
  });
}

function fromSuspicion(target: BottleneckTarget, candidate: measure.Suspicion): Proposal {
  const { bottleneck } = target;
  const file = candidate.location.replace(/(?::\d+)+$/u, '');
  const within = target.functions.find((each) => each.file === file)?.name ?? bottleneck.function;
  return proposalFor(bottleneck, {
    key: `suspicion:${candidate.category}:${candidate.description}@${file}#${within}`,
    description: `Fix by hand: ${candidate.description}`,
    fix_level:
      candidate.category === 'configuration' || candidate.category === 'connection_management'
        ? 1
        : 4,
    files_to_modify: [file],
    evidence: [candidate.id],
    premises: [
      { text: candidate.description, measurement: candidate.evidence[0]?.id ?? bottleneck.step },
    ],
    apply: null,
  });
}
