import { type DecisionRequest, decideChange } from '../../../api/history/decide-change.ts';
import type { HistoryOptions } from '../../../api/history/history-options.ts';
import { type NoteRequest, takeNote } from '../../../api/history/notes-of.ts';
import type { Host } from '../../../harness/host.ts';

/** What may be written by the dashboard, where that was allowed. */
export interface Writer {
  /** @throws UserError where there is no such change, or git has no name. */
  readonly decide: (request: DecisionRequest) => Promise<void>;
  /** @throws UserError where it cannot be taken. */
  readonly note: (request: NoteRequest) => Promise<void>;
}

export function createWriter(host: Host, options: HistoryOptions, signal: AbortSignal): Writer {
  return {
    decide: async (request) => void (await decideChange(host, options, request, signal)),
    note: async (request) => void (await takeNote(host, options, request, signal)),
  };
}
