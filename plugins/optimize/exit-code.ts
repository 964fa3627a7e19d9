import { EXIT, type ExitCode } from 'perf-harness';
import { hasChanged } from './has-changed.ts';
import type { MachineEnd } from './run-machine.ts';
import type { StopReason } from './stop.ts';

/**
 * 0: the target was met, or something was gained before nothing more was to be had; 7: a report and
 * no change; 8: blocked, or waiting for somebody to say yes (OPT-02).
 */
export function exitCodeOf(end: MachineEnd): ExitCode {
  if (end.type === 'paused') return EXIT.blocked;
  // Sound: only the loop writes it.
  const reason = end.state.run.stop?.reason as StopReason | undefined;
  switch (reason) {
    case 'target':
    case 'gate_success':
    case 'plan_only':
      return EXIT.ok;
    case 'gate_block':
    case 'merge_conflict':
      return EXIT.blocked;
    case 'plateau':
    case 'max_cycles':
    case 'no_hypotheses':
    case 'plan_rejected':
      return hasChanged(end.state) ? EXIT.ok : EXIT.diagnosis;
    default:
      return EXIT.diagnosis;
  }
}
