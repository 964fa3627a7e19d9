import { type Host, history } from 'perf-harness/plugin';

/** What may be written by the dashboard, where that was allowed. */
export interface Writer {
  /** @throws UserError where there is no such change, or git has no name. */
  readonly decide: (request: history.DecisionRequest) => Promise<void>;
  /** @throws UserError where it cannot be taken. */
  readonly note: (request: history.NoteRequest) => Promise<void>;
}

export function createWriter(
  host: Host,
  options: history.HistoryOptions,
  signal: AbortSignal,
): Writer {
  return {
    decide: async (request) => void (await history.decideChange(host, options, request, signal)),
    note: async (request) => void (await history.takeNote(host, options, request, signal)),
  };
}
