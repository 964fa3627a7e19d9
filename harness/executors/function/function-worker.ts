/** Measures functions in a separate process, which answers one request at a time. */
import { readTransformNotes } from '../../loader/transformed-source-file-records.ts';
import type { FunctionRequest, FunctionResponse } from './function-worker-messages.ts';
import {
  type MeasuredFunction,
  openMeasuredFunction,
} from './measured-function-with-side-effect-watch.ts';
import { answerHarnessRequests } from './serve-harness-requests-in-worker.ts';

const open = new Map<number, MeasuredFunction>();
let isAlone = true;

answerHarnessRequests(answer, ({ type }) => type === 'finish' && isAlone);

async function answer(request: FunctionRequest): Promise<FunctionResponse> {
  const { subject } = request;
  switch (request.type) {
    case 'open':
      ({ isAlone } = request);
      open.set(subject, await openMeasuredFunction(request));
      return { type: 'opened' };
    case 'warm':
      await opened(subject).warm(request.warmupMs);
      return { type: 'warmed' };
    case 'measure':
      return { type: 'measured', block: await opened(subject).measure(request) };
    case 'read': {
      const { notes, ...read } = await opened(subject).read(request);
      return { type: 'read', ...read, notes: { ...notes, ...readTransformNotes() } };
    }
    case 'finish': {
      const finished = open.get(subject);
      open.delete(subject);
      await finished?.teardown();
      return { type: 'finished' };
    }
  }
}

function opened(subject: number): MeasuredFunction {
  const found = open.get(subject);
  if (found === undefined) throw new Error('request for a function that was not opened');
  return found;
}
