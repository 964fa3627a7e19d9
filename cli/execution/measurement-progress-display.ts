import type { Host } from '../../harness/host.ts';
import type { ProgressEvent, ProgressListener } from '../../harness/model/progress-event.ts';
import type { SnapshotProgress } from '../../harness/snapshot/base-and-head-snapshot-request.ts';
import { formatChange } from '../../reports/format-quantity.ts';
import { printable } from '../../reports/text/printable-text.ts';
import { plural } from '../../reports/text/sentence-parts.ts';
import { formatRemainingTime } from '../output/format-remaining-time.ts';
import { PROGRESS_DELAY_MS, PROGRESS_LINE_INTERVAL_MS } from './stderr-progress-line.ts';

/** Shows on stderr what is being measured and the remaining time. */
export interface ProgressDisplay {
  readonly listen: ProgressListener;
  /** Shows the progress of preparing the sides of a comparison. */
  readonly snapshot: (progress: SnapshotProgress) => void;
  /** Wraps a function that prints other output, so that the progress line is removed first. */
  readonly aside: <T>(print: (value: T) => Promise<void>) => (told: T) => Promise<void>;
  /** Takes the line away again. */
  readonly end: () => void;
}

const STEPS: Readonly<Record<SnapshotProgress['step'], string>> = {
  copy: 'creating a snapshot',
  install: 'installing dependencies',
  prepare: "running the scenario's prepare command",
};

interface State {
  scenario: string;
  position: number;
  total: number;
  /** Measurements so far: `12 trials`; empty: none yet. */
  done: string;
  leftMs: number | null;
  /** Number of open scenarios if several are compared; empty: unknown. */
  suite: string;
  /** Progress of the current unit; empty: unknown. */
  unit: string;
}

export function createProgressDisplay(host: Host): ProgressDisplay {
  const { clock, terminal } = host;
  const startedMs = clock.monotonicMs();
  const state: State = {
    scenario: '',
    position: 0,
    total: 0,
    done: '',
    leftMs: null,
    suite: '',
    unit: '',
  };
  let lastLineMs = startedMs;
  const waits = createWaitFilter(clock);
  let isShown = false;
  /** Targets of load already reported, once per scenario however often it is measured. */
  const reportedRemotes = new Set<string>();

  const show = (): void => {
    const nowMs = clock.monotonicMs();
    if (nowMs - startedMs < PROGRESS_DELAY_MS) return;
    if (terminal.errIsTerminal) {
      terminal.err(`\r\u001b[K${formatLine(state, terminal.errWidth - 1)}`);
      isShown = true;
    } else if (nowMs - lastLineMs >= PROGRESS_LINE_INTERVAL_MS) {
      terminal.err(`${formatLine(state, Number.POSITIVE_INFINITY)}\n`);
      lastLineMs = nowMs;
    }
  };
  const end = (): void => {
    if (isShown) terminal.err('\r\u001b[K');
    isShown = false;
  };
  return {
    snapshot: ({ side, step }) => {
      const text = `${side === 'a' ? 'base' : 'head'}: ${STEPS[step]}`;
      if (terminal.errIsTerminal) {
        terminal.err(`\r\u001b[K${text}`);
        isShown = true;
      } else if (step !== 'copy') terminal.err(`${text}\n`);
    },
    listen: (event) => {
      if (event.type === 'waiting') {
        if (!waits.isNews(event.holder)) return;
        end();
        terminal.err(
          `waiting for another measurement on this machine: ${printable(event.holder)}\n`,
        );
        return;
      }
      if (event.type === 'suite-progress') {
        state.suite = formatSuite(event);
        return;
      }
      if (event.type === 'scenario-decided') {
        end();
        terminal.err(`${formatDecision(event)}\n`);
        return;
      }
      updateState(state, event);
      if (event.type === 'scenario-started' && event.remote !== undefined) {
        const text = `"${event.scenario}" may put load on ${event.remote.join(', ')} (--allow-remote)`;
        end();
        if (!reportedRemotes.has(text)) terminal.err(`${printable(text)}\n`);
        reportedRemotes.add(text);
      }
      show();
    },
    aside: (print) => (value) => {
      end();
      return print(value);
    },
    end,
  };
}

/** Limits how often the same holder of the measurement lock is reported. */
function createWaitFilter({ monotonicMs }: Host['clock']) {
  let lastMs = Number.NEGATIVE_INFINITY;
  let last = '';
  return {
    isNews: (text: string): boolean => {
      const holder = holderProcess(text);
      const isSoon = monotonicMs() - lastMs < PROGRESS_LINE_INTERVAL_MS;
      // A holder that turns out to be another, such as one that answers late, is news at once.
      if (isSoon && holder === last) return false;
      lastMs = monotonicMs();
      last = holder;
      return true;
    },
  };
}

/** `process 12 (perf-harness run, "parse"), measuring` is process 12, whatever it measures. */
function holderProcess(holder: string): string {
  return holder.split(' (', 1)[0] ?? holder;
}

function updateState(
  state: State,
  event: Exclude<ProgressEvent, { type: 'waiting' | 'suite-progress' | 'scenario-decided' }>,
): void {
  if ('scenario' in event) state.scenario = event.scenario;
  Object.assign(state, { unit: '' }, stateChange(event));
}

function stateChange(event: Parameters<typeof updateState>[1]): Partial<State> {
  switch (event.type) {
    case 'unit-progress':
      return { unit: event.text };
    case 'scenario-started':
      return { position: event.position, total: event.total, done: '', leftMs: null };
    case 'trial-finished':
      return { done: plural(event.done, 'trial'), leftMs: event.leftMs };
    case 'pair-profiled': {
      const done = `profiled ${event.pairs} of ${plural(event.most, 'pair')}`;
      // The verdict is final by then, and profiles have a separate time limit.
      return { done, leftMs: null, suite: '' };
    }
    case 'pair-finished': {
      const { stage, pairs, nextLook, pairMs } = event;
      const task = stage === 'screen' ? '' : ' for confirmation';
      const next =
        nextLook === null
          ? ''
          : `, next analysis at ${nextLook} pairs in ${formatRemainingTime((nextLook - pairs) * pairMs)}`;
      return { done: `${plural(pairs, 'pair')}${task}${next}`, leftMs: null };
    }
    case 'scenario-finished':
      return {};
  }
}

/** The decision of a scenario in a line: `parse: wall_time unchanged, -0.2 %`. */
function formatDecision({
  scenario,
  comparisons,
  candidates,
}: Extract<ProgressEvent, { type: 'scenario-decided' }>): string {
  const parts = comparisons.map(({ metric, verdict, ratio }) => {
    const candidate = candidates.find((changed) => changed.metric === metric);
    const change = ratio === null ? '' : `, ${formatChange(ratio)}`;
    return candidate === undefined
      ? `${metric} ${verdict}${change}`
      : `${metric} looks ${candidate.direction}${change}; fresh pairs are to confirm it`;
  });
  return printable(`${scenario}: ${parts.join('; ')}`);
}

function formatSuite({
  open,
  total,
  leftMs,
}: Extract<ProgressEvent, { type: 'suite-progress' }>): string {
  if (total < 2) return '';
  const count = open === 0 ? 'confirming' : `${open} of ${total} left`;
  return leftMs === null ? count : `${count}, ${formatRemainingTime(leftMs)}`;
}

function formatLine(state: State, width: number): string {
  const left = state.leftMs === null ? '' : `, at most ${formatRemainingTime(state.leftMs)} left`;
  const unit = state.unit === '' ? '' : ` (now ${printable(state.unit)})`;
  const done = state.done === '' ? '' : `: ${state.done}${left}`;
  const tail = `${done}${unit}`;
  const position = state.suite === '' ? `${state.position + 1}/${state.total}` : state.suite;
  // Before the first measurement the number of scenarios is unknown.
  const prefix = state.suite === '' && state.total === 0 ? '' : `[${position}] `;
  const head = `${prefix}${printable(state.scenario)}`;
  return head.slice(0, Math.max(0, width - tail.length)) + tail;
}
