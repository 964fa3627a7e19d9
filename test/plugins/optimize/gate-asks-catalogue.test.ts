/** The gate does not end a loop with code that is optimal already, where the catalogue knows a change for it. */
import { expect, it } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import type { WrongToolJudgement } from '../../../harness/model/program/wrong-tool.ts';
import { defaultWorkers } from '../../../plugins/optimize/default-workers.ts';
import { hypothesisOf, mapOf } from '../../support/optimization-context.ts';

const BLOCK: WrongToolJudgement = {
  ...{ verdict: 'BLOCK', outcome: 'diagnosis', cycle: 1, concerns: [], waiver: null },
  indicators: [{ id: 'already_optimized', message: 'It is optimal.', evidence: '' }],
};

const CHANGE = hypothesisOf({
  apply: { kind: 'codemod', codemod: 'make-once', places: ['src/a.ts:1'], within: [''] },
});

async function judge(judged: WrongToolJudgement, hypotheses: ReturnType<typeof hypothesisOf>[]) {
  const asked: (readonly string[])[] = [];
  const workers = defaultWorkers({
    host: createHost(),
    generator: {
      id: 'stand-in',
      generate: async ({ exclude }) => {
        asked.push(exclude);
        return {
          ...{ industry_benchmark: null, target_metrics: {}, local_codebase_findings: [] },
          ...{ research_sources: [], disclaimer: null, hypotheses },
        };
      },
    },
    launch: { file: 'none', args: [] },
  });
  const map = mapOf({ wrong_tool: judged, wrong_tool_indicators: [] });
  const answer = await workers.gate({
    ...{ map, cycle: 2, waiver: null, root: '/project', exclude: ['tried before'] },
    signal: new AbortController().signal,
  });
  return { answer: answer as WrongToolJudgement, asked };
}

it('goes on where the catalogue knows a change that was not tried, and asks it only then', async () => {
  const known = await judge(BLOCK, [CHANGE]);
  expect(known.answer).toMatchObject({ verdict: 'PROCEED', outcome: 'go-on', indicators: [] });
  expect(known.asked).toEqual([['tried before']]);
  const byHand = await judge(BLOCK, [hypothesisOf({ apply: null })]);
  expect(byHand.answer).toMatchObject({ verdict: 'BLOCK', outcome: 'success' });
  const other = { id: 'infrastructure_bound', message: 'All is busy.', evidence: '' } as const;
  const busy = await judge({ ...BLOCK, indicators: [...BLOCK.indicators, other] }, [CHANGE]);
  expect([busy.answer.verdict, busy.asked]).toEqual(['BLOCK', []]);
});
