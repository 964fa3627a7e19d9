import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import type {
  WrongToolIndicator,
  WrongToolJudgement,
} from '../../../harness/model/program/code-optimisation-suitability-judgement.ts';
import { createDefaultWorkers } from '../../../plugins/optimize/default-optimization-phase-workers.ts';
import type { HypothesisGenerator } from '../../../plugins/optimize/document/optimization-hypothesis.ts';
import { NO_PROGRAMS } from '../../../plugins/optimize/generators/external-program-settings.ts';
import { createOneOperationPerformanceMap } from '../../support/one-operation-performance-map.ts';
import { sampleHypothesis } from '../../support/sample-optimization-context.ts';

const MANUAL = sampleHypothesis({ apply: null });
const APPLICABLE = sampleHypothesis({
  apply: { kind: 'codemod', codemod: 'sort-once', places: ['a.js:1'], within: [] },
});

test.each([
  [
    'code is not optimal for which a change is known',
    ['already_optimized'],
    [APPLICABLE],
    'PROCEED',
  ],
  [
    'what only a person could do is no change that is known',
    ['already_optimized'],
    [MANUAL],
    'BLOCK',
  ],
  ['nothing is known', ['already_optimized'], [], 'BLOCK'],
  ['another reason stays', ['already_optimized', 'within_industry_norm'], [APPLICABLE], 'BLOCK'],
] as const)('judges that %s', async (_, ids, hypotheses, verdict) => {
  const { answer } = await judge(ids, hypotheses);
  expect(answer).toMatchObject({ verdict });
});

test('asks no generator where nothing calls the code optimal', async () => {
  const { answer, asked } = await judge(['within_industry_norm'], [APPLICABLE]);
  expect(answer).toMatchObject({ verdict: 'BLOCK' });
  expect(asked).toBe(0);
});

test('judges no code optimal before a change was tried', async () => {
  const { answer, asked } = await judge(['already_optimized'], [], 1);
  expect(answer).toMatchObject({ verdict: 'PROCEED' });
  expect(asked).toBe(0);
});

function judged(indicators: WrongToolJudgement['indicators']): WrongToolJudgement {
  return {
    verdict: 'BLOCK',
    outcome: 'diagnosis',
    cycle: 1,
    indicators,
    concerns: [],
    waiver: null,
  };
}

async function judge(
  ids: readonly WrongToolIndicator[],
  hypotheses: readonly ReturnType<typeof sampleHypothesis>[],
  cycle = 2,
) {
  let asked = 0;
  const generator: HypothesisGenerator = {
    id: 'scripted',
    generate: async () => {
      asked += 1;
      return {
        industry_benchmark: null,
        target_metrics: {},
        hypotheses: [...hypotheses],
        local_codebase_findings: [],
        research_sources: [],
        disclaimer: 'none',
      };
    },
  };
  const root = mkdtempSync(join(tmpdir(), 'perf-harness-gate-'));
  const host = createHost();
  const indicators = ids.map((id) => ({ id, message: id, evidence: id }));
  const map = { ...createOneOperationPerformanceMap(10), wrong_tool: judged(indicators) };
  const { gate } = createDefaultWorkers({ host, generator, launch: { file: 'none', args: [] } });
  const answer = await gate({
    map,
    cycle,
    waiver: null,
    changes: {
      root,
      map,
      local_findings: [],
      exclude: [],
      cycle,
      programs: NO_PROGRAMS,
      target: null,
      testCommand: '',
      recordings: root,
      signal: new AbortController().signal,
    },
  });
  return { answer, asked };
}
