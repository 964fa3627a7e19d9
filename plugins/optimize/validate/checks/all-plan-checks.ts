import type { ContextBlock } from '../../context/optimization-context-block-schema.ts';
import { flatSteps } from '../../generators/functions-on-bottleneck-path.ts';
import type { PlanCheck } from '../plan-check-types.ts';
import { conflicts, dependencyOrder } from './conflicts-and-dependencies.ts';
import { filesExist } from './files-exist.ts';
import { suspicionCoverage } from './suspicion-coverage.ts';

/** Lowest fix level that changes the application itself (H812-18). */
const APPLICATION_LEVEL = 4;
/** Exact text for a plan that starts with application code or a removal. */
const CONFIG_FIX = 'config-level fix may be available';

/** V813-08: settings come before code. */
const fixOrder: PlanCheck = {
  id: 'fix-order',
  area: 'bottleneck_alignment',
  check: ({ block: { hypotheses } }) => {
    const [first] = hypotheses;
    const later = hypotheses.find(
      ({ fix_level: level }, at) => level < (hypotheses[at - 1]?.fix_level ?? level),
    );
    return {
      concerns: [
        ...(first !== undefined && first.fix_level >= APPLICATION_LEVEL
          ? [{ type: 'fix_order', detail: CONFIG_FIX }]
          : []),
        ...(later === undefined
          ? []
          : [
              {
                type: 'fix_order',
                detail: `${later.id} has a lower fix level than the hypothesis before it`,
              },
            ]),
      ],
    };
  },
};

/** Every hypothesis can be applied alone, and the hypotheses of a batch can be applied together. */
const applies: PlanCheck = {
  id: 'applies',
  area: 'strike_safety',
  check: ({ dryRun }) => {
    if (dryRun === null) return {};
    const { union } = dryRun;
    return {
      invalid: [...dryRun.refused].map(([id, reason]) => ({ id, reason })),
      concerns: [...dryRun.manual].map(([id, detail]) => ({
        type: 'manual',
        detail: detail.startsWith(`${id} `) ? detail : `${id}: ${detail}`,
      })),
      flaws: union.failed.map(
        ({ id, reason }) => `the hypotheses cannot be applied together: ${id}: ${reason}`,
      ),
      corrections: union.clashes.map(({ id, other }) => ({
        kind: 'link',
        relation: 'conflicts_with',
        id,
        other,
      })),
    };
  },
};

/** V813-06: each hypothesis has evidence that was found, measured or read. */
const evidence: PlanCheck = {
  id: 'evidence',
  area: 'bottleneck_alignment',
  check: ({ block }) => {
    const known = listEvidenceIds(block);
    return {
      concerns: block.hypotheses
        .filter(({ evidence: named }) => !named.some((id) => known.has(id)))
        .map(({ id, evidence: named }) => ({
          type: 'WEAK_EVIDENCE',
          detail:
            named.length === 0
              ? `${id} names no evidence`
              : `${id} rests on unknown evidence: ${named.join(', ')}`,
        })),
    };
  },
};

/** V813-11: accessible services were profiled internally, not only at the surface. */
const depth: PlanCheck = {
  id: 'depth',
  area: 'cross_service',
  check: ({ block: { performance_map: map, service_topology: topology } }) => {
    const accessible = new Set(Object.keys(topology ?? {}));
    const bare = flatSteps(map.steps).flatMap(({ service, type, children }) => {
      const isIn = service !== undefined && accessible.has(service);
      return isIn && type === 'http_call' && children.length === 0 ? [service] : [];
    });
    return {
      concerns: [...new Set(bare)].map((service) => ({
        type: 'depth',
        detail: `service ${service} profiled at surface level only`,
      })),
    };
  },
};

/** V813-10: premises were measured, not only assumed. */
const premises: PlanCheck = {
  id: 'premises',
  area: 'measurement_validity',
  check: ({ block }) => {
    const known = listMeasurementIds(block);
    const assumed = block.hypotheses.flatMap(({ premises: all }) =>
      all.filter(({ measurement }) => measurement === null || !known.has(measurement)),
    );
    return {
      concerns: assumed.map(({ text }) => ({
        type: 'assumption',
        detail: `assumption not verified: ${text}`,
      })),
    };
  },
};

/** Runs that a baseline takes at least (C8). */
const FEWEST_TRIALS = 3;

/** The numbers that the plan rests on can be relied on. */
const measurement: PlanCheck = {
  id: 'measurement',
  area: 'measurement_validity',
  check: ({ block: { performance_map: map } }) => {
    const gate = map.wrong_tool?.concerns ?? [];
    const details = [
      ...(map.trials < FEWEST_TRIALS ? [`the baseline rests on only ${map.trials} trials`] : []),
      ...map.lacks,
      ...gate.map(({ message }) => message),
    ];
    return { concerns: details.map((detail) => ({ type: 'measurement', detail })) };
  },
};

/** Exact text for a hypothesis that only removes something. */
const UNPAIRED_REMOVAL = 'removal without optimization alternative';

/** V813-09: each removal is paired with an optimization as its alternative. */
const removalGuard: PlanCheck = {
  id: 'removal-guard',
  area: 'strike_safety',
  check: ({ block: { hypotheses } }) => ({
    concerns: hypotheses
      .filter(({ removes }) => removes)
      .filter(({ pair }) => !hypotheses.some(({ id, removes }) => id === pair && !removes))
      .map(({ id }) => ({ type: 'removal', detail: UNPAIRED_REMOVAL, hypothesis: id })),
  }),
};

/** Changes that are applied together pass the type check if the project does. */
const typeCheck: PlanCheck = {
  id: 'type-check',
  area: 'strike_safety',
  check: ({ dryRun }) => {
    const types = dryRun?.types;
    if (types?.state !== 'failed') return {};
    const broken = [...types.broken].map(([id, reason]) => ({ id, reason }));
    if (broken.length > 0) return { invalid: broken };
    const detail = `the hypotheses together fail the type check: ${types.detail}`;
    return { concerns: [{ type: 'type_check', detail }] };
  },
};

/** V813-04: hypotheses that are struck together touch no line twice. */
const fileOverlap: PlanCheck = {
  id: 'file-overlap',
  area: 'strike_safety',
  check: ({ dryRun }) => ({
    concerns: (dryRun?.overlaps ?? []).map(({ id, other, file, line }) => ({
      type: 'file_overlap',
      detail: `${id} and ${other} touch the same lines of ${file}, at line ${line}`,
    })),
  }),
};

/** Percent of the time below which much effort is not worth it; TERTIARY bottlenecks end at 20. */
const SMALL_SHARE = 5;

/** Each hypothesis addresses a step of the map, and saves no more than the step takes. */
const alignment: PlanCheck = {
  id: 'alignment',
  area: 'bottleneck_alignment',
  check: ({ block }) => {
    const steps = new Map(flatSteps(block.performance_map.steps).map((step) => [step.id, step]));
    const placed = block.hypotheses.map((hypothesis) => ({
      hypothesis,
      step: steps.get(hypothesis.bottleneck_addressed),
    }));
    return {
      invalid: placed
        .filter(({ step }) => step === undefined)
        .map(({ hypothesis }) => ({
          id: hypothesis.id,
          reason: `step ${hypothesis.bottleneck_addressed} is not in the performance map`,
        })),
      concerns: placed.flatMap(({ hypothesis, step }) => {
        if (step === undefined) return [];
        const { id, expected_impact: impact, complexity } = hypothesis;
        const share = step.time_share_pct;
        const trouble = [
          ...(impact.percent > share
            ? [
                `claims to save ${impact.percent} %, but step ${step.id} takes only ${share} % of the time`,
              ]
            : []),
          ...(complexity === 'High' && share < SMALL_SHARE
            ? [`is a complex change for a step that takes only ${share} % of the time`]
            : []),
        ];
        return trouble.map((text) => ({ type: 'effort', detail: `${id} ${text}` }));
      }),
    };
  },
};

/** Returns the ids of measurements: steps, and evidence with a value. */
function listMeasurementIds({ performance_map: map }: ContextBlock): ReadonlySet<string> {
  const evidence = [
    ...map.suspicion_stack.flatMap((candidate) => candidate.evidence),
    ...map.top_bottlenecks.flatMap(({ why }) => why),
  ];
  return new Set([
    ...flatSteps(map.steps).flatMap(({ id, origin }) => (origin === 'measured' ? [id] : [])),
    ...evidence.flatMap(({ id, value }) => (value === null ? [] : [id])),
    ...Object.keys(map.baseline).map((metric) => `baseline.${metric}`),
  ]);
}

/** Returns ids a hypothesis may rest on, including candidates, local findings and sources. */
function listEvidenceIds(block: ContextBlock): ReadonlySet<string> {
  const { performance_map: map, local_codebase_findings: local, research_sources: read } = block;
  return new Set([
    ...listMeasurementIds(block),
    ...flatSteps(map.steps).map(({ id }) => id),
    ...map.suspicion_stack.flatMap(({ id, evidence }) => [
      id,
      ...evidence.map((observation) => observation.id),
    ]),
    ...map.top_bottlenecks.flatMap(({ why }) => why.map(({ id }) => id)),
    ...local.map(({ id }) => id),
    ...read.map(({ id }) => id),
  ]);
}

/** All checks of a plan, in the order in which they are reported. */
export const PLAN_CHECKS: readonly PlanCheck[] = [
  filesExist,
  alignment,
  dependencyOrder,
  applies,
  typeCheck,
  fileOverlap,
  suspicionCoverage,
  evidence,
  conflicts,
  fixOrder,
  removalGuard,
  premises,
  depth,
  measurement,
];
