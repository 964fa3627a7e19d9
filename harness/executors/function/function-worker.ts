/** Measures functions in a separate process, which answers one call at a time. */
import { readTransformNotes } from '../../loader/transformed-source-file-records.ts';
import type { Block } from '../../model/trial.ts';
import {
  type FinalReadings,
  type MeasuredFunction,
  openMeasuredFunction,
} from './measured-function-with-side-effect-watch.ts';
import { serveWorkerCalls } from './serve-worker-calls.ts';

interface Subject {
  readonly subject: number;
}

const open = new Map<number, MeasuredFunction>();
let isAlone = true;

const functions = {
  open: async (request: Subject & Parameters<typeof openMeasuredFunction>[0]): Promise<void> => {
    ({ isAlone } = request);
    open.set(request.subject, await openMeasuredFunction(request));
  },
  warm: ({ subject, warmupMs }: Subject & { readonly warmupMs: number }): Promise<void> =>
    opened(subject).warm(warmupMs),
  measure: (request: Subject & Parameters<MeasuredFunction['measure']>[0]): Promise<Block> =>
    opened(request.subject).measure(request),
  /** Reads the allocation per call, once after all blocks; takes about `allocationMs`. */
  read: async ({
    subject,
    allocationMs,
  }: Subject & { readonly allocationMs: number }): Promise<FinalReadings> => {
    const { notes, ...read } = await opened(subject).read(allocationMs);
    return { ...read, notes: { ...notes, ...readTransformNotes() } };
  },
  finish: async ({ subject }: Subject): Promise<void> => {
    const finished = open.get(subject);
    open.delete(subject);
    await finished?.teardown();
  },
};

export type FunctionWorkerFunctions = typeof functions;

serveWorkerCalls(functions, (name) => name === 'finish' && isAlone);

function opened(subject: number): MeasuredFunction {
  const found = open.get(subject);
  if (found === undefined) throw new Error('call of a function that was not opened');
  return found;
}
