/** Meaning of the arguments of `team run`. */
import { describe, expect, test } from 'vitest';
import {
  findMetricName,
  parseTargets,
  type TargetCandidate,
} from '../../../plugins/team/separate-target-and-metric-words.ts';

const KNOWN = new Set(['src/server', 'list users', 'list orders', 'memory users', 'cpu']);

const read = (words: readonly string[], named: string | null = null) =>
  parseTargets(
    words.map(
      (word): TargetCandidate => ({
        word,
        metric: findMetricName(word),
        isOfProject: KNOWN.has(word),
      }),
    ),
    named,
  );

describe('TPC-03: the subject of named targets', () => {
  test.each([
    ['a place', ['src/server'], ['src/server'], null],
    ['nothing', [], [], null],
    ['no more than that it is slow', ['slow'], [], null],
    ['performance', ['Performance'], [], null],
    ['a metric', ['FCP'], [], 'fcp'],
    ['a metric by its common name', ['memory'], [], 'memory_peak'],
    ['the start of a program', ['startup'], [], 'wall_time'],
    ['a metric of a scenario', ['memory', 'list users'], ['list users'], 'memory_peak'],
    ['several', ['list users', 'list orders'], ['list users', 'list orders'], null],
    ['several, of which one is gone', ['list users', 'gone'], ['list users', 'gone'], null],
    ['a scenario with a metric in its name', ['memory users'], ['memory users'], null],
  ] as const)('%s', (_, words, targets, metric) => {
    expect(read(words)).toEqual({ targets, metric, question: null });
  });

  test('is certain for a metric named as such, even with a scenario of the same name', () => {
    expect(read(['cpu'], 'fcp')).toEqual({ targets: ['cpu'], metric: 'fcp', question: null });
  });

  test.each([
    [['shopping'], '"shopping" is neither part of the project nor a metric.'],
    [['cpu'], '"cpu" is both a metric and part of the project.'],
    [['fcp', 'lcp'], 'Several metrics are named: fcp, lcp.'],
  ])('is unclear for %s, so that a person is asked', (words, why) => {
    const { targets, question } = read(words);
    expect(targets).toEqual([]);
    expect(question).toContain(why);
    expect(question).toContain('the whole project, on named locations and scenarios');
  });
});
