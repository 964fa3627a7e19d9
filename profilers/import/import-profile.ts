import type { Profile } from '../../harness/model/program/profile.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import { zeroXImporter } from './from-0x.ts';
import { chromeTraceImporter } from './from-chrome-trace.ts';
import { collapsedImporter } from './from-collapsed-stacks.ts';
import { cProfileImporter } from './from-cprofile.ts';
import { flameGraphSvgImporter } from './from-flame-graph-svg.ts';
import { harImporter } from './from-har.ts';
import { mysqlLogImporter } from './from-mysql-slow-query-log.ts';
import { otlpImporter } from './from-opentelemetry-traces.ts';
import { perfScriptImporter } from './from-perf-script.ts';
import { postgresLogImporter } from './from-postgres-log.ts';
import { postgresPlanImporter } from './from-postgres-plan.ts';
import { pprofImporter } from './from-pprof.ts';
import { v8LogImporter } from './from-preprocessed-v8-log.ts';
import { memoryProfilerImporter } from './from-python-memory-profiler.ts';
import { speedscopeImporter } from './from-speedscope.ts';
import {
  cpuProfileImporter,
  heapProfileImporter,
  profileReportImporter,
} from './from-v8-profiles-and-profile-report.ts';
import type { ProfileImporter } from './profile-importer.ts';
import { callgrindImporter } from './read-callgrind.ts';

/** All profile formats that are read, the most easily recognized first. */
export const PROFILE_IMPORTERS: readonly ProfileImporter[] = [
  profileReportImporter,
  cpuProfileImporter,
  speedscopeImporter,
  heapProfileImporter,
  v8LogImporter,
  zeroXImporter,
  chromeTraceImporter,
  flameGraphSvgImporter,
  pprofImporter,
  cProfileImporter,
  callgrindImporter,
  perfScriptImporter,
  memoryProfilerImporter,
  harImporter,
  otlpImporter,
  // Logs before plans, since logs may contain plans.
  mysqlLogImporter,
  postgresLogImporter,
  postgresPlanImporter,
  collapsedImporter,
];

/** Bytes that a file is recognised by. */
const HEAD_BYTES = 65_536;
/** Slightly less than the longest string of V8 (its String::kMaxLength). */
const MOST_TEXT_BYTES = 500e6;
/** A packed form takes many times its size once it is read: pprof's objects twenty times. */
const MOST_BINARY_BYTES = 100e6;
/** Size limit of formats that are read as a stream; 2 GB of it take 2.6 GB of memory. */
const MOST_PARTS_BYTES = 2.5e9;

/** Reads any known profile. @param own - Folder of perf-harness, with a final slash. @throws BadProfile */
export async function importProfile(
  parts: AsyncIterable<Uint8Array>,
  own: string,
): Promise<Profile> {
  const iterator = parts[Symbol.asyncIterator]();
  try {
    return await readBegun(await begin(iterator), own);
  } finally {
    // Lets the reader close the file, whatever the outcome.
    await iterator.return?.();
  }
}

async function readBegun({ start, rest }: Begun, own: string): Promise<Profile> {
  const head = withPlainEnds(new TextDecoder().decode(start.subarray(0, HEAD_BYTES)));
  if (head.trim() === '') throw new BadProfile('the file is empty');
  const importer = PROFILE_IMPORTERS.find(({ recognises }) => recognises(head, start));
  if (importer === undefined) {
    const known = PROFILE_IMPORTERS.map(({ title }) => title).join('; ');
    throw new BadProfile(`the file matches none of the known profile formats: ${known}`);
  }
  try {
    if ('readParts' in importer) return await importer.readParts(limited(rest), own);
    if ('readBytes' in importer) return importer.readBytes(await joined(rest), own);
    return importer.read(withPlainEnds(await textOf(rest)), own);
  } catch (error) {
    // A part has an unexpected type, or is nested too deeply.
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw new BadProfile(`the file is invalid (format: ${importer.title}): ${error.message}`);
  }
}

/** Normalizes line ends, which may have been changed on Windows. */
function withPlainEnds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

interface Begun {
  /** The first `HEAD_BYTES` at least, or the whole file if it is shorter. */
  readonly start: Uint8Array;
  /** The whole file, including `start`. */
  readonly rest: AsyncIterable<Uint8Array>;
}

async function begin(iterator: AsyncIterator<Uint8Array>): Promise<Begun> {
  const first: Uint8Array[] = [];
  let size = 0;
  while (size < HEAD_BYTES) {
    const { value, done } = await iterator.next();
    if (done === true) break;
    first.push(value);
    size += value.length;
  }
  const start = Buffer.concat(first);
  const rest = async function* () {
    yield start;
    yield* { [Symbol.asyncIterator]: () => iterator };
  };
  return { start, rest: rest() };
}

async function* limited(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const part of parts) {
    size += part.length;
    if (size > MOST_PARTS_BYTES) throw tooLarge(MOST_PARTS_BYTES);
    yield part;
  }
}

async function joined(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const found: Uint8Array[] = [];
  let size = 0;
  for await (const part of parts) {
    size += part.length;
    if (size > MOST_BINARY_BYTES) throw tooLarge(MOST_BINARY_BYTES);
    found.push(part);
  }
  return Buffer.concat(found);
}

async function textOf(parts: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  const found: string[] = [];
  let size = 0;
  for await (const part of parts) {
    size += part.length;
    if (size > MOST_TEXT_BYTES) throw tooLarge(MOST_TEXT_BYTES);
    found.push(decoder.decode(part, { stream: true }));
  }
  found.push(decoder.decode());
  return found.join('');
}

function tooLarge(most: number): BadProfile {
  return new BadProfile(`the file is larger than ${most / 1e6} MB, the limit for this format`);
}
