import { createHash } from 'node:crypto';
import { parseJsonOrNull } from '../../parse-json-or-null.ts';
import { type Call, listStatesDuring, type Session } from '../sessions/recorded-call-session.ts';
import type { ObjectState } from '../values/encoded-value.ts';
import type { BegunCall, EndedCall, LogLine, SessionLine } from './recorded-call-log.ts';

type Counts = Readonly<Record<string, number>>;

export interface ParsedLogs {
  readonly sessions: readonly Session[];
  /** Calls of each function, by its file and name, as far as threads could tell them. */
  readonly counts: Counts;
}

/**
 * Merges the logs of several commands. A scenario does the same in each of its processes, which is
 * worth one session; sessions of the commands alternate, so that if there is no time for all of
 * them, there is some for each command.
 */
export function mergeLogs(logs: readonly ParsedLogs[]): ParsedLogs {
  const sessions = new Map<string, Session>();
  const most = Math.max(0, ...logs.map((log) => log.sessions.length));
  for (let at = 0; at < most; at += 1) {
    for (const session of logs.flatMap((log) => log.sessions[at] ?? [])) {
      const key = createHash('sha256').update(JSON.stringify(session)).digest('base64');
      if (!sessions.has(key)) sessions.set(key, session);
    }
  }
  return { sessions: [...sessions.values()], counts: sumCounts(logs.map(({ counts }) => counts)) };
}

interface OpenSession {
  readonly module: string;
  readonly begun: BegunCall[];
  readonly ended: Map<number, EndedCall>;
  /** States last recorded by callbacks after their calls ended; the next call begins with them. */
  readonly lateStates: Map<number, ObjectState>;
}

/** Reads thread logs, which may end in mid-line; a call without a recorded end is pending. */
export function readLogs(texts: readonly string[]): ParsedLogs {
  const logs = texts.map(readLog);
  return {
    sessions: logs.flatMap(({ sessions }) => sessions),
    counts: sumCounts(logs.map(({ counts }) => counts)),
  };
}

function readLog(text: string): ParsedLogs {
  const open = new Map<number, OpenSession>();
  const begun: Record<string, number> = {};
  let counted: Counts = {};
  for (const line of text.split('\n')) {
    // Sound: the recorder has written it; null for a line that a kill has cut off.
    const read = parseJsonOrNull(line) as LogLine | null;
    if (read === null) continue;
    if ('counts' in read) {
      counted = read.counts;
      continue;
    }
    readLine(open, read);
    if (read.name !== undefined) begun[read.name] = (begun[read.name] ?? 0) + 1;
  }
  // A killed thread may have recorded calls that it has not counted yet.
  const counts = { ...counted };
  for (const [name, count] of Object.entries(begun)) {
    counts[name] = Math.max(counts[name] ?? 0, count);
  }
  return { sessions: [...open.values()].flatMap(toSession), counts };
}

function readLine(open: Map<number, OpenSession>, line: SessionLine): void {
  const { s, file, begin, end, late } = line;
  if (file !== undefined) {
    open.set(s, { module: file, begun: [], ended: new Map(), lateStates: new Map() });
  }
  const session = open.get(s);
  if (session === undefined) return;
  const { begun, ended, lateStates } = session;
  if (begin !== undefined) {
    const own = new Set(begin.before.map(({ id }) => id));
    const more = [...lateStates.values()].filter(({ id }) => !own.has(id));
    begun.push({ ...begin, before: [...more, ...begin.before] });
    lateStates.clear();
  }
  if (end !== undefined) {
    ended.set(end.id, end);
    for (const { id } of listStatesDuring(end)) lateStates.delete(id);
  }
  const call = late === undefined ? undefined : ended.get(late.id);
  if (late === undefined || call === undefined) return;
  const { at, callback } = late;
  const { before, after, isLate } = callback;
  const callbacks = call.callbacks.toSpliced(at, 1, callback);
  ended.set(call.id, { ...call, callbacks });
  for (const state of isLate ? [...before, ...after] : after) lateStates.set(state.id, state);
}

function sumCounts(all: readonly Counts[]): Counts {
  const sum: Record<string, number> = {};
  for (const [name, count] of all.flatMap((counts) => Object.entries(counts))) {
    sum[name] = (sum[name] ?? 0) + count;
  }
  return sum;
}

function toSession({ module, begun, ended }: OpenSession): readonly Session[] {
  if (begun.length === 0) return [];
  const calls = begun.map((call): Call => {
    const { id, ...end } = ended.get(call.id) ?? { id: call.id, ...PENDING };
    return { ...call, id, ...end };
  });
  return [{ module, calls }];
}

const PENDING: Omit<EndedCall, 'id'> = { outcome: { type: 'pending' }, after: [], callbacks: [] };
