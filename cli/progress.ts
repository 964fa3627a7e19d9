import type { Host } from '../harness/host.ts';
import type { ProgressEvent, ProgressListener } from '../harness/model/progress.ts';
import { formatDuration } from './output/format-duration.ts';

/** Nothing is said before a command has taken this long. */
const QUIET_MS = 2_000;
/** Without a terminal a line is said at most so often. */
const LINE_EVERY_MS = 10_000;

/** Shows on stderr what is being measured and how long it may still take. */
export interface Progress {
  readonly listen: ProgressListener;
  /** Takes the line away again. */
  readonly end: () => void;
}

interface State {
  scenario: string;
  position: number;
  total: number;
  trials: number;
  leftMs: number | null;
}

export function createProgress(host: Host): Progress {
  const { clock, terminal } = host;
  const startedMs = clock.monotonicMs();
  const state: State = { scenario: '', position: 0, total: 0, trials: 0, leftMs: null };
  let lastLineMs = startedMs;
  let lastWaitMs = Number.NEGATIVE_INFINITY;
  let isShown = false;

  const show = (): void => {
    const nowMs = clock.monotonicMs();
    if (nowMs - startedMs < QUIET_MS) return;
    if (terminal.errIsTerminal) {
      terminal.err(`\r\u001b[K${lineOf(state, terminal.errWidth - 1)}`);
      isShown = true;
    } else if (nowMs - lastLineMs >= LINE_EVERY_MS) {
      terminal.err(`${lineOf(state, Number.POSITIVE_INFINITY)}\n`);
      lastLineMs = nowMs;
    }
  };
  const end = (): void => {
    if (isShown) terminal.err('\r\u001b[K');
    isShown = false;
  };
  return {
    listen: (event) => {
      if (event.type === 'waiting') {
        if (clock.monotonicMs() - lastWaitMs < LINE_EVERY_MS) return;
        lastWaitMs = clock.monotonicMs();
        end();
        terminal.err(`waiting for another measurement on this machine: ${event.holder}\n`);
        return;
      }
      note(state, event);
      show();
    },
    end,
  };
}

function note(state: State, event: Exclude<ProgressEvent, { type: 'waiting' }>): void {
  if (event.type === 'scenario-started') {
    Object.assign(state, {
      scenario: event.scenario,
      position: event.position,
      total: event.total,
    });
    Object.assign(state, { trials: 0, leftMs: null });
  }
  if (event.type === 'trial-finished') {
    Object.assign(state, { scenario: event.scenario, trials: event.done, leftMs: event.leftMs });
  }
}

function lineOf(state: State, width: number): string {
  const left = state.leftMs === null ? '' : `, at most ${formatDuration(state.leftMs)} left`;
  const tail = `: ${state.trials} trials${left}`;
  const head = `[${state.position + 1}/${state.total}] ${state.scenario}`;
  return head.slice(0, Math.max(0, width - tail.length)) + tail;
}
