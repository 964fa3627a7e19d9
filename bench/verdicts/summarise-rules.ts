import { median, robustSpread } from '../../harness/stats/descriptive-statistics.ts';
import type { BenchTable } from '../bench-result.ts';
import type { DecisionRule, RecordedPair } from './peers/decision-rule.ts';
import {
  DECISION_RULES,
  isRuleApplicable,
  type ReplayedVerdict,
  replayRule,
} from './replay-rules.ts';
import type { RecordEntry } from './verdict-entries.ts';

/** Comparisons that are read from each recording. */
const STARTS = 40;
/** Shorter recordings would give a rule nearly the same pairs again and again. */
const LEAST_PAIRS = 20;

/** Pairs by workload, in the order of measuring. */
export function groupRecordings(
  entries: readonly RecordEntry[],
  change: RecordEntry['change'],
): ReadonlyMap<string, readonly RecordedPair[]> {
  const recordings = new Map<string, RecordedPair[]>();
  for (const { id, workload, pairs } of entries.filter((entry) => entry.change === change)) {
    const own = pairs.map((pair) => ({ ...pair, stretch: id }));
    recordings.set(workload, [...(recordings.get(workload) ?? []), ...own]);
  }
  return new Map([...recordings].filter(([, pairs]) => pairs.length >= LEAST_PAIRS));
}

/** False alarms and misses of every rule over the same trials. */
export function rulesTable(entries: readonly RecordEntry[]): readonly BenchTable[] {
  const same = groupRecordings(entries, 'same');
  const slower = groupRecordings(entries, 'slower');
  if (same.size === 0 || slower.size === 0) return [];
  const pairs = [...same.values()].reduce((sum, recordedPairs) => sum + recordedPairs.length, 0);
  return [
    {
      title: 'The rules of peers, replayed over the same trials',
      note: `${pairs} pairs of identical code and as many with 5 % more work, of ${[...same.keys()].join(', ')}, recorded interleaved, by coin and under the same V8 seeds: what perf-harness does for its own rule benefits all. Tools that measure one side and then the other are also read so, in their own order: of the units of identical code, back to back, the first half are the base's; only comparisons that were measured at one go. Every rule reads ${STARTS} comparisons from each recording, evenly spread, so that those that take many pairs share most of them; each takes as many pairs as its tool would and no pair twice. The rules are of units as recorded here: half a second of a function after 0.15 s of warm-up. Rules that look inside a process read functions only. A miss is a slowdown of 5 % that is not called slower. Time is the median of what a comparison with the slowdown took to measure. One unit after the other is how these tools measure, and not how \`perf-harness compare\` measures functions, whose pairs in turn spread less: what it finds so, and how soon, stands above. How much two units lay apart here, as the robust spread of the log-ratio of a pair of identical code: ${spreadsText(same)}.`,
      head: [
        'rule',
        'false alarms',
        'in its own order',
        'missed 5 %',
        'called faster',
        'time',
        'how',
      ],
      body: DECISION_RULES.map((rule) => rowOf(rule, same, slower)),
    },
  ];
}

/** Describes the noise of the machine during the recordings. */
function spreadsText(same: ReadonlyMap<string, readonly RecordedPair[]>): string {
  return [...same]
    .map(([workload, pairs]) => {
      const spread = robustSpread(pairs.map(({ a, b }) => Math.log(b.centerMs / a.centerMs)));
      return `${workload} ${(100 * spread).toFixed(1)} %`;
    })
    .join(', ');
}

function rowOf(
  rule: DecisionRule,
  same: ReadonlyMap<string, readonly RecordedPair[]>,
  slower: ReadonlyMap<string, readonly RecordedPair[]>,
): readonly string[] {
  const alarms = replayAll(rule, same);
  const apart = rule.order === 'in-turn' ? alarms : replayAll(rule, same, rule.order);
  const found = replayAll(rule, slower);
  return [
    rule.name,
    ofAll(alarms, ({ call }) => call !== 'none'),
    rule.order === 'in-turn' ? 'the same' : ofAll(apart, ({ call }) => call !== 'none'),
    ofAll(found, ({ call }) => call !== 'slower'),
    ofAll(found, ({ call }) => call === 'faster'),
    found.length === 0 ? '' : `${median(found.map(({ seconds }) => seconds)).toFixed(0)} s`,
    rule.meaning,
  ];
}

function replayAll(
  rule: DecisionRule,
  recordings: ReadonlyMap<string, readonly RecordedPair[]>,
  order: DecisionRule['order'] = 'in-turn',
): readonly ReplayedVerdict[] {
  return [...recordings.values()]
    .filter((recording) => isRuleApplicable(rule, recording))
    .flatMap((recording) => replayRule(rule, recording, STARTS, order));
}

function ofAll(
  replayed: readonly ReplayedVerdict[],
  counts: (replay: ReplayedVerdict) => boolean,
): string {
  const count = replayed.filter(counts).length;
  const share = replayed.length === 0 ? 0 : count / replayed.length;
  return `${count} of ${replayed.length} (${(100 * share).toFixed(0)} %)`;
}
