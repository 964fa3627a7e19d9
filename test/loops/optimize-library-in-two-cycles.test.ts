/**
 * A sample library whose second cause only shows when the first is fixed, improved by the real loop
 * without any help. It needs the machine to itself.
 */
import { describe, expect, it } from 'vitest';
import { gitIn } from '../fixtures/optimize/make-repository.ts';
import {
  commitPassesTests,
  expectGainConfirmed,
  expectProjectUnchanged,
  optimizeSampleLibrary,
} from '../support/optimize-sample-library.ts';

describe('a library whose second cause shows only after the first is fixed', () => {
  // Proven hypotheses only, since an experimental hypothesis would fix both causes at once.
  const library = optimizeSampleLibrary('price-list', '1.5ms', ['--accept', 'proven']);

  it('OPT-23, OPT-27: meets its goal in the second cycle, unattended', () => {
    const { result, state } = library();
    expect(result.code, result.err).toBe(0);
    expect(state.run.stop).toMatchObject({ reason: 'target', text: 'TARGET MET on cycle 2' });
    expect(state.cycles.map(({ target_met: isMet }) => isMet)).toEqual([false, true]);
    expect(state.cycles[1]?.final.wall_time_ms).toBeLessThanOrEqual(1.5);
  });

  it('OPT-35, OPT-47: finds the cause of the second cycle by profiling again', () => {
    const { proposed, cycle, state } = library();
    expect([proposed(1), proposed(2)]).toEqual([['regexp-to-trim'], ['find-to-map']]);
    const [first, second] = [1, 2].map((number) =>
      cycle<{ readonly baseline: { readonly wall_time_ms: number } }>(number, 'map'),
    );
    expect(second?.baseline.wall_time_ms).toBeLessThan(first?.baseline.wall_time_ms ?? 0);
    expect(second?.baseline.wall_time_ms).not.toBe(state.cycles[0]?.final.wall_time_ms);
  });

  it("OPT-28, OPT-29, C10: bases the second branch on the first, and the user's branch on neither", () => {
    const { root, result, state } = library();
    const [first = '', second = ''] = state.cycles.map(({ branch }) => branch ?? '');
    expect(gitIn(root, 'merge-base', first, second)).toBe(gitIn(root, 'rev-parse', first));
    expect(result.err).toContain('═══ CYCLE 2/3 ═══\nPrevious: CPU: ');
    expect(result.err).toMatch(/^Remaining gap: [\d.]+ms vs target 1\.5ms$/mu);
    const cured = gitIn(root, 'show', `${second}:src/import-prices.ts`);
    expect(cured).toContain('.trim()');
    expect(cured).toContain('new Map(');
    expect(gitIn(root, 'branch', '--show-current')).toBe('main');
    expect(gitIn(root, 'log', '--format=%s')).toBe('The sample price-list');
  });

  it('OPT-18, OPT-62: reports the total from the first baseline to the last final', () => {
    const { result, state } = library();
    const [first, last] = [state.cycles[0], state.cycles.at(-1)];
    const before = first?.baseline.wall_time_ms ?? Number.NaN;
    const total = ((before - (last?.final.wall_time_ms ?? 0)) / before) * 100;
    expect(result.out).toContain(`${total.toFixed(1)}%`);
    for (const { baseline, final, improvement_pct: gain } of state.cycles) {
      const own = (1 - final.wall_time_ms / baseline.wall_time_ms) * 100;
      expect(gain).toBe(Number(own.toFixed(1)));
    }
  });

  it('X814-02, X814-20: passes tests in each branch, confirms gains, and leaves the main tree alone', () => {
    const improved = library();
    for (const { branch, cycle } of improved.state.cycles) {
      expect(commitPassesTests(improved.root, branch ?? '')).toBe(true);
      expectGainConfirmed(improved, cycle);
    }
    expectProjectUnchanged(improved);
  });

  it('OPT-16, OPT-71: completes every phase, and the run', () => {
    const statuses = Object.values(library().state.phases).map(({ status }) => status);
    expect(statuses).toHaveLength(12);
    expect(new Set(statuses)).toEqual(new Set(['done']));
  });
});
