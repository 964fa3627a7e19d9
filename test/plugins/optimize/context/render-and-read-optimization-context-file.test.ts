import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../../harness/model/exit-code.ts';
import type { UserError } from '../../../../harness/model/user-error.ts';
import { BLOCK_OPEN } from '../../../../plugins/optimize/context/optimization-context-block-schema.ts';
import {
  readContext,
  requireCompleteContext,
} from '../../../../plugins/optimize/context/read-optimization-context-file.ts';
import {
  CONTEXT_SECTIONS,
  renderContext,
} from '../../../../plugins/optimize/context/render-optimization-context-file.ts';
import {
  sampleHypothesis,
  sampleOptimizationContext,
  samplePerformanceMap,
  samplePerformanceMapHypothesis,
} from '../../../support/sample-optimization-context.ts';

function refused(action: () => unknown): UserError {
  try {
    action();
  } catch (error) {
    return error as UserError;
  }
  throw new Error('it was not refused');
}

describe('context.md', () => {
  it('OPT-54: is read back exactly as rendered, with all twelve sections', () => {
    const block = sampleOptimizationContext({
      hypotheses: [
        sampleHypothesis({
          conflicts_with: ['H2'],
          apply: { kind: 'patch', patch: '```\n+a\n```\n' },
        }),
        sampleHypothesis({ id: 'H2', conflicts_with: ['H1'], dependencies: ['H1'] }),
      ],
    });
    const text = renderContext(block);
    expect(readContext(text)).toEqual(block);
    expect(renderContext(readContext(text))).toBe(text);
    const headings = text.split('\n').flatMap((line) => /^## (.+)$/.exec(line)?.[1] ?? []);
    expect(headings).toEqual([...CONTEXT_SECTIONS, 'Machine-readable block']);
    expect(CONTEXT_SECTIONS).toHaveLength(12);
    expect(text).toContain('H1 conflicts with H2');
    expect(text).toContain('H2 needs H1');
  });

  it('OPT-54: shows every field of a hypothesis, and suspicions with their evidence', () => {
    const dismissed = samplePerformanceMapHypothesis({
      id: 'S2',
      verdict: 'dismissed',
      verification_note: 'Cold.',
    });
    const text = renderContext(
      sampleOptimizationContext({
        performance_map: samplePerformanceMap({
          suspicion_stack: [dismissed, samplePerformanceMapHypothesis()],
        }),
      }),
    );
    for (const field of [
      'bottleneck_addressed: 1',
      'expected_impact: 30 %',
      'complexity: Low',
      'risk: Low',
      'files_to_modify: `src/users.ts`',
      'conflicts_with: none',
      'expected_range: 1–10 ms',
      'source: P811-46',
      'recommended_target: none',
    ])
      expect(text).toContain(field);
    const confirmed = text.indexOf('### Confirmed');
    const cold = text.indexOf('### Dismissed');
    expect(text.indexOf('`S1`', confirmed)).toBeLessThan(cold);
    expect(text.indexOf('`S2`', confirmed)).toBeGreaterThan(cold);
    expect(text).toContain('`E1` How long? 50 ms of 100 ms');
  });

  it('OPT-54: has a row for each completed cycle, from the second on', () => {
    const row = {
      cycle: 1,
      bottleneck: 'I/O-DB: query in a loop',
      baseline_ms: 6300,
      final_ms: 3800,
      improvement_pct: 39.7,
      hypotheses_applied: ['H1', 'H3'],
      branch: 'optimize/a',
    };
    const text = renderContext(sampleOptimizationContext({ cycle: 2, previous_cycles: [row] }));
    expect(text).toContain(
      '| 1 | I/O-DB: query in a loop | 6300 ms | 3800 ms | 39.7 % | H1, H3 | optimize/a |',
    );
  });

  it('cannot be given another block by any text in it', () => {
    const hostile = fc.stringMatching(/^[\s`#|<>{}\-a-z"\\]{0,40}$/u);
    fc.assert(
      fc.property(hostile, hostile, (before, after) => {
        const description = `x${before}\n${BLOCK_OPEN}\n{}\n\`\`\`\n${after}`;
        const block = sampleOptimizationContext({
          hypotheses: [sampleHypothesis({ description })],
          warnings: [{ type: 'variance', detail: description }],
        });
        expect(readContext(renderContext(block))).toEqual(block);
      }),
      { numRuns: 200 },
    );
  });

  it('V813-01: is rejected without a block, or with a broken or incomplete block', () => {
    const text = renderContext(sampleOptimizationContext());
    const lacking = text.replace(/"performance_map": \{/u, '"map": {');
    const twice = `${text}\n${text}`;
    for (const bad of [
      '',
      '# Plan\n',
      text.slice(0, -5),
      text.replace('"slug"', 'slug'),
      lacking,
      twice,
    ]) {
      const error = refused(() => readContext(bad));
      expect(error.message).toBe('context.md missing required sections');
      expect(error.exitCode).toBe(EXIT.blocked);
      expect(error.remedy).toBeTruthy();
    }
    expect(refused(() => readContext(lacking)).remedy).toContain('performance_map');
  });

  it.each([
    [
      'a measured baseline',
      { performance_map: samplePerformanceMap({ baseline: { wall_time_ms: 0 } }) },
    ],
    ['a hypothesis with files', { hypotheses: [sampleHypothesis({ files_to_modify: [] })] }],
    ['a hypothesis', { hypotheses: [] }],
    ['a confirmed cause', { performance_map: samplePerformanceMap({ suspicion_stack: [] }) }],
    ['a test command', { test_command: ' ' }],
    ['a test command', { test_command: null }],
  ])('V813-01: is incomplete without %s', (what, changes) => {
    const error = refused(() => requireCompleteContext(sampleOptimizationContext(changes)));
    expect(error.message).toBe('context.md incomplete — run profiler and researcher first.');
    expect(error.remedy).toContain(what);
    expect(error.exitCode).toBe(EXIT.blocked);
  });

  it('V813-01: is accepted when complete', () => {
    expect(() => requireCompleteContext(sampleOptimizationContext())).not.toThrow();
  });
});
