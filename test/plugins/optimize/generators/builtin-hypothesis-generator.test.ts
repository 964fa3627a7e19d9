/** Proposals of the built-in generator, for projects with code that it recognizes. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import type { PerformanceMap } from '../../../../harness/model/documents/performance-map-document.ts';
import { BOTTLENECK_CLASSES } from '../../../../harness/model/program/bottleneck-classification-types.ts';
import { readCode } from '../../../../plugins/analysis/extract-code-structure-of-project.ts';
import { findLocalFindings } from '../../../../plugins/analysis/local-checks/unused-caches-batch-methods-and-async-variants.ts';
import {
  type Hypothesis,
  researchSchema,
} from '../../../../plugins/optimize/document/optimization-hypothesis.ts';
import { createBuiltinGenerator } from '../../../../plugins/optimize/generators/builtin-hypothesis-generator.ts';
import type { Codemod } from '../../../../plugins/optimize/generators/codemod.ts';
import {
  FEASIBILITY,
  findPracticeSource,
  PRACTICES,
} from '../../../../plugins/optimize/generators/performance-practices.ts';
import { createResearchChain } from '../../../../plugins/optimize/generators/research-provider-fallback-chain.ts';
import { selectHypotheses } from '../../../../plugins/optimize/generators/select-hypotheses.ts';
import { createGitProject } from '../../../support/git-project.ts';
import {
  sampleBottleneck,
  sampleHypothesis,
  samplePerformanceMap,
  samplePerformanceMapHypothesis,
  samplePerformanceMapStep,
} from '../../../support/sample-optimization-context.ts';

/** Creates a codemod that matches each line containing a word. */
function codemodOf(id: string, word: string, changes: Partial<Codemod> = {}): Codemod {
  return {
    id,
    title: `Mend ${word}`,
    classes: ['CPU', 'Architecture'],
    fixLevel: 4,
    complexity: 'Low',
    risk: 'Low',
    preconditions: '',
    seenIn: [],
    conflictsWith: [],
    find: ({ text }) =>
      text.split('\n').flatMap((line, at) => {
        const start = text.split('\n').slice(0, at).join('\n').length + (at > 0 ? 1 : 0);
        return line.includes(word)
          ? [
              {
                line: at + 1,
                within: ['listUsers'],
                edits: [{ start, end: start + line.length, text: '' }],
              },
            ]
          : [];
      }),
    ...changes,
  };
}

const PROJECT = createGitProject();
PROJECT.commit('first', {
  'package.json': '{ "dependencies": { "ioredis": "^5", "pg": "^8" } }',
  'src/users.ts': `export async function listUsers(client: Client, ids: number[]) {
  const out = [];
  for (const id of ids) out.push(await client.align(id)); // loop
  out.sort();
  return out; // other
}
export class Client { async align(id: number) { return id; } async batchAlign(ids: number[]) { return ids; } }
export function cold() { return 1; } // loop
`,
});
const CODEMODS = [
  codemodOf('batch-loop', 'loop', { conflictsWith: ['parallel-loop'] }),
  codemodOf('parallel-loop', 'loop'),
  codemodOf('sort-once', 'sort', { fixLevel: 1 }),
];
const ARCHITECTURE = samplePerformanceMap({
  steps: [
    samplePerformanceMapStep({
      step_type: 'Architecture',
      time_share_pct: 80,
      http_round_trips: 0,
    }),
  ],
  suspicion_stack: [
    samplePerformanceMapHypothesis({ category: 'architecture', location: 'src/users.ts:3' }),
  ],
});

async function generate(map: PerformanceMap, exclude: readonly string[] = [], codemods = CODEMODS) {
  const host = createHost();
  const facts = await readCode(host, PROJECT.root);
  const local_findings = await findLocalFindings(host, facts, ['src/users.ts:1']);
  const stages: string[] = [];
  const generator = createBuiltinGenerator({
    codemods,
    host,
    onStage: (stage) => stages.push(stage),
  });
  const research = await generator.generate({
    root: PROJECT.root,
    map,
    local_findings,
    exclude,
    signal: new AbortController().signal,
  });
  return { research, stages };
}

describe('the built-in generator', () => {
  it('H812-01: proposes three to seven changes for a rich project, and none where nothing is slow', async () => {
    const { research } = await generate(ARCHITECTURE);
    expect(research.hypotheses.length).toBeGreaterThanOrEqual(3);
    expect(research.hypotheses.length).toBeLessThanOrEqual(7);
    expect(research.hypotheses.map(({ id }) => id)).toEqual(
      research.hypotheses.map((_, at) => `H${at + 1}`),
    );
    const empty = await generate(samplePerformanceMap({ steps: [], suspicion_stack: [] }));
    // H812-22: the coordinator decides how to continue.
    expect(empty.research.hypotheses).toEqual([]);
  });

  it('inspects the function that a bottleneck names where the steps end before it', async () => {
    const step = samplePerformanceMapStep({
      step_type: 'CPU',
      time_share_pct: 80,
      location: 'src/users.ts:1',
    });
    const top = { type: 'CPU' as const, function: 'cold', location: 'src/users.ts:8' };
    const map = samplePerformanceMap({
      steps: [step],
      top_bottlenecks: [sampleBottleneck(step, top)],
    });
    const { research } = await generate(map, [], [codemodOf('batch-loop', 'loop')]);
    const places = research.hypotheses.flatMap(({ apply }) =>
      apply?.kind === 'codemod' ? apply.places : [],
    );
    expect(places).toEqual(['src/users.ts:3', 'src/users.ts:8']);
  });

  it('H812-02: researches in its order, and states that no external source was asked', async () => {
    const { research, stages } = await generate(ARCHITECTURE);
    expect(stages).toEqual(['competitors', 'industry', 'local_code', 'solutions', 'hypotheses']);
    expect(research.disclaimer).toBe('no external sources verified');
  });

  it('H812-02: asks providers in order, and does not ask a failed provider again', async () => {
    const asked: string[] = [];
    const provider = (id: string, answers: boolean) => ({
      id,
      ask: async () => {
        asked.push(id);
        if (!answers) throw new Error('down');
        return {};
      },
    });
    const chain = createResearchChain([
      provider('a', false),
      provider('b', true),
      provider('c', true),
    ]);
    const question = {
      stage: 'industry',
      classes: [],
      signal: new AbortController().signal,
    } as const;
    expect((await chain.ask(question)).provider).toBe('b');
    expect((await chain.ask(question)).provider).toBe('b');
    expect(asked).toEqual(['a', 'b', 'b']);
    expect((await createResearchChain([]).ask(question)).provider).toBeNull();
  });

  it('H812-03: rejects a source without an address or a date', () => {
    const research = {
      industry_benchmark: null,
      target_metrics: {},
      hypotheses: [],
      local_codebase_findings: [],
      disclaimer: null,
    };
    const source = { id: 's', title: 'T', url: 'https://example.com/', date: '2026-01-01' };
    const of = (researchSource: object) =>
      researchSchema.safeParse({ ...research, research_sources: [researchSource] });
    expect(of(source).success).toBe(true);
    expect(of({ ...source, url: undefined }).success).toBe(false);
    expect(of({ ...source, date: 'lately' }).success).toBe(false);
    for (const practice of PRACTICES) expect(of(findPracticeSource(practice)).success).toBe(true);
  });

  it('H812-04, H812-06: sets targets for the metrics of the baseline, and repeats that of wall time', async () => {
    const { research } = await generate(ARCHITECTURE);
    expect(Object.keys(research.target_metrics)).toEqual([
      'wall_time_ms',
      'cpu_time_ms',
      'memory_peak_mb',
    ]);
    expect(research.recommended_target).toBe(research.target_metrics.wall_time_ms?.value);
    const more = {
      ...ARCHITECTURE,
      baseline: { wall_time_ms: 100, io_read_bytes: 10, io_write_bytes: 4 },
    };
    const other = await generate(more);
    expect(other.research.target_metrics).toMatchObject({
      io_bytes: { value: 7, confidence: 'LOW' },
    });
    expect(researchSchema.safeParse({ ...research, recommended_target: 1 }).success).toBe(false);
  });

  it('H812-05: rejects confidence HIGH without an address', () => {
    const of = (source: string) =>
      researchSchema.shape.target_metrics.safeParse({
        wall_time_ms: { value: 1, source, confidence: 'HIGH' },
      }).success;
    expect(of('somebody said so')).toBe(false);
    expect(of('https://example.com/benchmark')).toBe(true);
  });

  it('H812-07: has three or more practices for every class that can be fixed', () => {
    for (const name of BOTTLENECK_CLASSES.filter(
      (bottleneckClass) => bottleneckClass !== 'Unknown',
    )) {
      const own = PRACTICES.filter((practice) => practice.class === name);
      expect(own.length, name).toBeGreaterThanOrEqual(3);
    }
    expect(new Set(PRACTICES.map(({ id }) => id)).size).toBe(PRACTICES.length);
    const known = new Set(PRACTICES.map(({ id }) => id));
    for (const { conflictsWith, needs } of PRACTICES) {
      for (const id of [...conflictsWith, ...needs]) expect(known).toContain(id);
    }
  });

  it('H812-08: researches three bottlenecks, and states the effort of each solution', async () => {
    const steps = [40, 30, 20, 10].map((share, at) =>
      samplePerformanceMapStep({ id: `${at + 1}`, time_share_pct: share, location: null }),
    );
    const { research } = await generate(samplePerformanceMap({ steps, suspicion_stack: [] }));
    const solved = new Set(research.solutions?.map(({ step }) => step));
    expect([...solved]).toEqual(['1', '2', '3']);
    for (const solution of research.solutions ?? []) {
      expect(Object.values(solution).every((value) => value !== '')).toBe(true);
    }
  });

  it('H812-14: states how feasible each kind of solution is', () => {
    expect(FEASIBILITY).toMatchObject({
      existing_batch_unused: { feasibility: 'HIGH', complexity: ['Low'] },
      cache_not_on_path: { feasibility: 'HIGH', complexity: ['Low', 'Medium'] },
      new_library: { feasibility: 'MEDIUM', complexity: ['Medium', 'High'] },
      infrastructure_change: { feasibility: 'LOW', complexity: ['High'] },
    });
  });

  it('H812-09, H812-24: proposes manual use of what the project has but does not use', async () => {
    const { research } = await generate(ARCHITECTURE);
    const batch = research.hypotheses.find(({ key }) => key.startsWith('practice:batch-calls'));
    expect(batch).toMatchObject({ apply: null, source: 'local_capability', complexity: 'Low' });
    expect(batch?.evidence).toContain(
      'batch:src/users.ts:Client.batchAlign'.replace('Client.', ''),
    );
  });

  it('H812-16, H812-20: proposes codemods where the time is spent, with their conflicts', async () => {
    const { research } = await generate(ARCHITECTURE);
    const by = (id: string) =>
      research.hypotheses.find(({ apply }) => apply?.kind === 'codemod' && apply.codemod === id);
    const [batch, parallel] = [by('batch-loop'), by('parallel-loop')];
    expect(batch?.apply).toEqual({
      kind: 'codemod',
      codemod: 'batch-loop',
      places: ['src/users.ts:3'],
      within: ['listUsers'],
    });
    expect(parallel?.conflicts_with).toEqual([batch?.id]);
    expect(batch?.conflicts_with).toEqual([parallel?.id]);
    expect(by('sort-once')?.conflicts_with).toEqual([]);
    expect(batch).toMatchObject({ bottleneck_addressed: '1', files_to_modify: ['src/users.ts'] });
    expect(batch?.evidence).toEqual(['1', 'S1']);
  });

  it('H812-18: raises the flag for a plan that begins with code, but not with a setting', async () => {
    expect((await generate(ARCHITECTURE)).research.flags).toEqual([]);
    const late = await generate(ARCHITECTURE, [], CODEMODS.slice(0, 2));
    expect(late.research.flags).toHaveLength(1);
  });

  it('H812-21: never repeats a proposal of an earlier cycle', async () => {
    const first = (await generate(ARCHITECTURE)).research.hypotheses;
    const gone = first.slice(0, 2).map(({ key }) => key);
    const second = (await generate(ARCHITECTURE, gone)).research;
    expect(second.hypotheses.map(({ key }) => key).filter((key) => gone.includes(key))).toEqual([]);
    expect(second.hypotheses).toHaveLength(first.length - 2);
  });

  it('H812-23: leaves the project unchanged', async () => {
    const state = () =>
      execFileSync('git', ['status', '--porcelain', '--ignored'], {
        cwd: PROJECT.root,
        encoding: 'utf8',
      });
    await generate(ARCHITECTURE);
    expect(state()).toBe('');
  });
});

describe('selection and order of hypotheses', () => {
  const limits = { map: samplePerformanceMap(), exclude: [], isFile: () => true };

  it('H812-19, H812-15: sorts by level, impact, complexity, risk and source, whatever the input order', () => {
    const of = (key: string, changes: Partial<Hypothesis>) => sampleHypothesis({ key, ...changes });
    const impact = (percent: number) => ({ percent, origin: 'estimated', note: '' }) as const;
    const sorted = [
      of('a', { fix_level: 1, expected_impact: impact(10) }),
      of('b', { fix_level: 2, expected_impact: impact(40) }),
      of('c', { fix_level: 2, expected_impact: impact(30), source: 'local_capability' }),
      of('d', { fix_level: 2, expected_impact: impact(30), source: 'research' }),
      of('e', { fix_level: 2, expected_impact: impact(30), risk: 'High' }),
      of('f', { fix_level: 2, expected_impact: impact(30), complexity: 'Medium' }),
      of('g', { fix_level: 5, expected_impact: impact(90) }),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(sorted, { minLength: 7 }), (shuffled) => {
        const { hypotheses } = selectHypotheses(shuffled, limits);
        expect(hypotheses.map(({ key, id }) => key + id).join()).toBe(
          'aH1,bH2,cH3,dH4,eH5,fH6,gH7',
        );
      }),
    );
  });

  it('H812-16: rejects a step that is not in the map and a file that does not exist', () => {
    const { rejected } = selectHypotheses(
      [sampleHypothesis({ key: 'a', bottleneck_addressed: '4' }), sampleHypothesis({ key: 'b' })],
      { ...limits, isFile: () => false },
    );
    expect(rejected.map(({ reason }) => reason)).toEqual([
      'step 4 is not in the performance map',
      'src/users.ts does not exist',
    ]);
  });

  it('H812-17: rejects a removal alone, but not together with its alternative', () => {
    const removal = sampleHypothesis({ key: 'gone', removes: true, pair: 'faster' });
    const alone = selectHypotheses([removal], limits);
    expect(alone.hypotheses).toEqual([]);
    expect(alone.rejected[0]?.reason).toBe('removal without optimization alternative');
    const both = selectHypotheses([removal, sampleHypothesis({ key: 'faster' })], limits);
    expect(both.hypotheses.map(({ key }) => key).sort()).toEqual(['faster', 'gone']);
    const kept = both.hypotheses.find(({ key }) => key === 'gone');
    expect(kept?.pair).toBe(both.hypotheses.find(({ key }) => key === 'faster')?.id);
  });
});
