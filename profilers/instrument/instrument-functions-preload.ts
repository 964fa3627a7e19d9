/**
 * Loaded before a measured program: makes functions report their calls, and writes the reports when
 * the thread ends, however it is ended, and from time to time before. Files are changed as they are
 * loaded, never on the disk, and only if their text is what was analysed.
 */
import { subscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import nodeModule from 'node:module';
import { countLibraryQueries } from '../../harness/executors/probe/database-query-libraries.ts';
import { ignoreErrors } from '../../harness/probe/ignore-errors.ts';
import { monotonicOffsetMs } from '../../harness/probe/monotonic-clock.ts';
import {
  preserveNativeCommonJs,
  readSourceText,
} from '../../harness/probe/preserve-commonjs-loading-under-hooks.ts';
import { writeFileIgnoringErrors } from '../v8/write-file-ignoring-errors.ts';
import { recordThreadUntilExit, startRecorder } from '../v8/write-recording-at-thread-exit.ts';
import { applyInsertions } from './insert-recorder-calls.ts';
import {
  CALLS_FORMAT,
  hashText,
  type InstrumentationPlan,
  RECORDER_SYMBOL,
  type ThreadCallsFile,
} from './instrumentation-plan.ts';

import { type CallRecorder, createCallRecorder } from './instrumented-call-recorder.ts';

/** Greatest loss for a program that cannot write at its end, milliseconds. */
const WRITE_MS = 250;

const planFile = process.env.PERF_HARNESS_INSTRUMENT_PLAN;
if (planFile !== undefined) {
  await startRecorder(process.env.PERF_HARNESS_INSTRUMENT, (path) => {
    // Sound: perf-harness has written it for this very program.
    instrument(path, JSON.parse(readFileSync(planFile, 'utf8')) as InstrumentationPlan);
  });
}

function instrument(path: string, plan: InstrumentationPlan): void {
  if (typeof nodeModule.registerHooks !== 'function') {
    throw new Error(`Node.js ${process.version} cannot modify files while loading them`);
  }
  const loaded = new Set<string>();
  const changed = new Set<string>();
  let writtenMs = Number.NEGATIVE_INFINITY;
  const recorder = createCallRecorder(
    plan.functions.map(({ watchesMemory }) => watchesMemory),
    monotonicOffsetMs(),
    () => {
      if (performance.now() - writtenMs > WRITE_MS) write();
    },
  );
  const write = (): void => {
    writtenMs = performance.now();
    const written: ThreadCallsFile = {
      format: CALLS_FORMAT,
      ...recorder.written(),
      loaded: [...loaded],
      changed: [...changed],
    };
    writeFileIgnoringErrors(`${path}.calls`, JSON.stringify(written));
  };
  Object.defineProperty(globalThis, Symbol.for(RECORDER_SYMBOL), { value: recorder.run });
  changeFiles(plan, loaded, changed);
  ignoreErrors(() => countRequests(recorder));
  ignoreErrors(() =>
    countLibraryQueries('perf-harness.instrument-queries', () => recorder.count('database')),
  );
  recordThreadUntilExit({ begin: () => undefined, write });
}

function changeFiles(
  { files }: InstrumentationPlan,
  loaded: Set<string>,
  changed: Set<string>,
): void {
  const byUrl = new Map(files.map((file) => [file.url, file]));
  nodeModule.registerHooks({
    load: preserveNativeCommonJs((url, context, nextLoad) => {
      const result = nextLoad(url, context);
      const [address = ''] = url.split('?');
      const file = byUrl.get(address);
      if (file === undefined) return result;
      try {
        const text = readSourceText(address, result.source);
        if (hashText(text) !== file.hash) {
          changed.add(address);
          return result;
        }
        loaded.add(address);
        return { ...result, source: applyInsertions(text, file.insertions) };
      } catch {
        return result;
      }
    }),
  });
}

function countRequests({ count }: CallRecorder): void {
  const onRequest = (): void => count('network');
  for (const channel of ['undici:request:create', 'http.client.request.start']) {
    subscribe(channel, onRequest);
  }
}
