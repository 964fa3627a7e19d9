import type { ProgressEvent } from '../harness/model/progress.ts';

/** What an agent is told while it waits; null: nothing that it could use. */
export function progressText(event: ProgressEvent): string | null {
  switch (event.type) {
    case 'scenario-started':
      return `${event.scenario}: begins, ${event.position + 1} of ${event.total}`;
    case 'waiting':
      return `waits for ${event.holder}, which measures on this machine`;
    case 'unit-progress':
      return `${event.scenario}: ${event.text}`;
    case 'trial-finished':
      return `${event.scenario}: trial ${event.done}${left(event.leftMs)}`;
    case 'pair-finished':
      return `${event.scenario}: pair ${event.pairs} of the ${event.stage}`;
    case 'suite-progress':
      return event.total > 1
        ? `${event.open} of ${event.total} scenarios are open${left(event.leftMs)}`
        : null;
    case 'pair-profiled':
      return `${event.scenario}: pair ${event.pairs} of at most ${event.most} profiled`;
    case 'scenario-finished':
      return `${event.record.scenario}: ${event.record.verdict}`;
  }
}

function left(milliseconds: number | null): string {
  return milliseconds === null ? '' : `, ${Math.ceil(milliseconds / 1_000)} s left`;
}
