/**
 * The improvement loop from the user's view, on a sample library with two planted causes: it
 * profiles, proposes, tests and measures by itself. The other samples take a quarter of an hour:
 * test/loops.
 */
import { describe, expect, it } from 'vitest';
import { gitIn } from '../fixtures/optimize/make-repository.ts';
import {
  commitPassesTests,
  expectGainConfirmed,
  expectProjectUnchanged,
  optimizeSampleLibrary,
} from '../support/optimize-sample-library.ts';

describe('a library with two causes that show up at once', () => {
  const library = optimizeSampleLibrary('statements', '10ms');

  it('OPT-23, OPT-27: meets its goal in the first cycle, unattended', () => {
    const { result, state } = library();
    expect(result.code, result.err).toBe(0);
    expect(state.run.stop).toMatchObject({ reason: 'target', text: 'TARGET MET on cycle 1' });
    expect(state.cycles).toHaveLength(1);
    expect(state.cycles[0]?.target_met).toBe(true);
    expect(state.cycles[0]?.final.wall_time_ms).toBeLessThanOrEqual(10);
    expect(result.out).toContain('TARGET MET');
  });

  it('X814-05, X814-09: applies both fixes at once, the checked fix as a commit of its own', () => {
    const { root, state, proposed, experiments } = library();
    const cures = ['find-to-map', 'make-once'];
    expect([...proposed(1)].sort()).toEqual(cures);
    const [record] = state.cycles;
    expect([...(record?.hypotheses_applied ?? [])].sort()).toEqual(['H1', 'H2']);
    expect(experiments[0]?.slice(1, 3)).toEqual(['strike', 'H1,H2']);
    const subjects = gitIn(root, 'log', '--format=%s', `main..${record?.branch}`).split('\n');
    expect(subjects).toEqual([
      expect.stringMatching(/^perf: apply optimizations H[12] \(\+\d+\.\d%\)$/u),
      expect.stringMatching(
        /^perf\(H[12], checked\): Create .+ once \(src\/format-amount\.ts:3\)$/u,
      ),
    ]);
    expect(subjects.map((subject) => /H[12]/u.exec(subject)?.[0]).sort()).toEqual(['H1', 'H2']);
    const changed = gitIn(root, 'diff', '--name-only', 'main', record?.branch ?? '').split('\n');
    expect(changed).toEqual(['src/format-amount.ts', 'src/statement-lines.ts']);
  });

  it('X814-02, X814-20: passes its tests, confirms the gain and leaves the main tree untouched', () => {
    const improved = library();
    expect(commitPassesTests(improved.root, improved.state.cycles[0]?.branch ?? '')).toBe(true);
    expectGainConfirmed(improved, 1);
    expectProjectUnchanged(improved);
  });
});
