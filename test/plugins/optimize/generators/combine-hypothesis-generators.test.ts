import { describe, expect, it } from 'vitest';
import { UserError } from '../../../../harness/model/user-error.ts';
import type {
  HypothesisGenerator,
  Research,
} from '../../../../plugins/optimize/document/optimization-hypothesis.ts';
import { combineGenerators } from '../../../../plugins/optimize/generators/combine-hypothesis-generators.ts';
import { matchProfileSteps } from '../../../../plugins/optimize/generators/external-program-hypothesis-generator.ts';
import {
  sampleHypothesis,
  samplePerformanceMap,
  samplePerformanceMapStep,
} from '../../../support/sample-optimization-context.ts';

const research = (changes: Partial<Research>): Research => ({
  industry_benchmark: null,
  target_metrics: {},
  hypotheses: [],
  local_codebase_findings: [],
  research_sources: [],
  disclaimer: null,
  ...changes,
});
const of = (id: string, answer: () => Research): HypothesisGenerator => ({
  id,
  generate: async () => answer(),
});
const promising = (percent: number) => ({ percent, origin: 'estimated', note: '' }) as const;
const failing = (code: string, message: string) =>
  of('bad', () => {
    throw new UserError({ code, message });
  });
const ask = (...generators: readonly HypothesisGenerator[]) =>
  combineGenerators(generators, () => true).generate({
    root: '/',
    map: samplePerformanceMap(),
    local_findings: [],
    exclude: ['old'],
    signal: new AbortController().signal,
  });

describe('the combination of several generators', () => {
  const firstGenerator = of('one', () =>
    research({
      hypotheses: [
        sampleHypothesis({ id: 'H1', key: 'a', expected_impact: promising(10) }),
        sampleHypothesis({
          id: 'H2',
          key: 'b',
          dependencies: ['H1'],
          expected_impact: promising(5),
        }),
      ],
      disclaimer: 'no external sources verified',
      rejected: [{ key: 'x', reason: 'it was proposed twice' }],
    }),
  );
  const other = of('other', () =>
    research({
      hypotheses: [
        sampleHypothesis({
          id: 'H1',
          key: 'c',
          conflicts_with: ['H2'],
          expected_impact: promising(50),
        }),
        sampleHypothesis({ id: 'H2', key: 'd', expected_impact: promising(1) }),
        sampleHypothesis({ id: 'H3', key: 'a' }),
        sampleHypothesis({ id: 'H4', key: 'old' }),
      ],
      target_metrics: { wall_time_ms: { value: 3, source: 's', confidence: 'LOW' } },
    }),
  );

  it('keeps the notes of each program once', async () => {
    const noted = of('noted', () => research({ flags: ['noted: no index on orders.user_id'] }));
    const { flags } = await ask(firstGenerator, noted, noted);
    expect(flags?.filter((flag) => flag.startsWith('noted:'))).toEqual([
      'noted: no index on orders.user_id',
    ]);
  });

  it('sorts the hypotheses together and keeps the meaning of their relations', async () => {
    const answer = await ask(firstGenerator, other);
    expect(
      answer.hypotheses.map(({ id, key, dependencies, conflicts_with: against }) => [
        id,
        key,
        dependencies.join(),
        against.join(),
      ]),
    ).toEqual([
      ['H1', 'c', '', 'H4'],
      ['H2', 'a', '', ''],
      ['H3', 'b', 'H2', ''],
      ['H4', 'd', '', 'H1'],
    ]);
    expect(answer.rejected).toEqual([
      { key: 'x', reason: 'it was proposed twice' },
      { key: 'a', reason: 'it was proposed twice' },
      { key: 'old', reason: 'an earlier cycle already covered it' },
    ]);
    expect(answer).toMatchObject({
      disclaimer: 'no external sources verified',
      recommended_target: 3,
    });
  });

  it('continues without a generator that fails, and reports it', async () => {
    const answer = await ask(failing('external-program', 'It exited with code 3.'), firstGenerator);
    expect(answer.hypotheses.map(({ key }) => key)).toEqual(['a', 'b']);
    expect(answer.flags).toContain('It exited with code 3.');
  });

  it('fails when all generators fail, and when one wrote into the project', async () => {
    const bad = failing('external-program', 'It exited with code 3.');
    await expect(ask(bad, bad)).rejects.toThrow('It exited with code 3.');
    await expect(ask(firstGenerator, failing('project-touched', 'It wrote.'))).rejects.toThrow(
      'It wrote.',
    );
  });
});

describe('a step of a recorded map', () => {
  const place = { function: 'sum', location: 'src/a.js:3' };
  const asked = {
    map: {
      steps: [
        samplePerformanceMapStep({
          id: '1',
          children: [samplePerformanceMapStep({ id: '1.2', ...place })],
        }),
      ],
    },
  };

  it('matches the step of the same function at the same place', () => {
    const now = [
      samplePerformanceMapStep({
        id: '1',
        children: [samplePerformanceMapStep({ id: '1.1', ...place })],
      }),
    ];
    const stepNow = matchProfileSteps(asked, now);
    expect(['1', '1.2', 'S1'].map(stepNow)).toEqual(['1', '1.1', 'S1']);
  });

  it('matches no other step when it is gone', () => {
    expect(
      matchProfileSteps(asked, [samplePerformanceMapStep({ id: '1.2', function: 'other' })])('1.2'),
    ).toBe('1.2 of the recording');
  });
});
