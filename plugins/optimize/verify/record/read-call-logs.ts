import { createHash } from 'node:crypto';
import { parseJsonOrNull } from '../../parse-json-or-null.ts';
import { type Call, listStatesDuring, type Session } from '../sessions/recorded-call-session.ts';
import type { ObjectState } from '../values/encoded-value.ts';
import type { BegunCall, EndedCall, LateCallback, SettledCallback } from './recorded-call-log.ts';

/** Combined logs of several threads. */
export interface ParsedLogs {
  readonly sessions: readonly Session[];
  /** Calls of each function, by its file and name, as far as threads could tell them. */
  readonly counts: Readonly<Record<string, number>>;
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
  const counts: Record<string, number> = {};
  for (const log of logs) addCounts(counts, log.counts);
  return { sessions: [...sessions.values()], counts };
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
  const sessions: Session[] = [];
  const counts: Record<string, number> = {};
  for (const text of texts) {
    const open = new Map<number, OpenSession>();
    const begun: Record<string, number> = {};
    let last: Readonly<Record<string, number>> = {};
    for (const line of text.split('\n')) {
      // Sound: the recorder has written it; null for a line that a kill has cut off.
      const read = parseJsonOrNull(line) as Line | null;
      if (read === null) continue;
      if ('counts' in read) last = read.counts;
      else readLine(open, read);
      if ('name' in read && read.name !== undefined) begun[read.name] = (begun[read.name] ?? 0) + 1;
    }
    addCounts(counts, maximumCounts(last, begun));
    sessions.push(...[...open.values()].flatMap(toSession));
  }
  return { sessions, counts };
}

interface SessionLine {
  readonly s: number;
  readonly file?: string;
  readonly name?: string;
  readonly begin?: BegunCall;
  readonly end?: EndedCall;
  readonly late?: LateCallback;
  readonly settled?: SettledCallback;
}
type Line = SessionLine | { readonly counts: Readonly<Record<string, number>> };

function readLine(open: Map<number, OpenSession>, line: SessionLine): void {
  const { s, file, begin, end, late, settled } = line;
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
  const { id } = late ?? settled ?? {};
  const call = id === undefined ? undefined : ended.get(id);
  if (call === undefined) return;
  const { callbacks } = call;
  if (late !== undefined) {
    ended.set(call.id, { ...call, callbacks: [...callbacks, late.callback] });
    addLateStates(session, late.callback.before);
    addLateStates(session, late.callback.after);
  }
  const answered = settled === undefined ? undefined : callbacks[settled.at];
  if (settled !== undefined && answered !== undefined) {
    const { at, outcome, after } = settled;
    ended.set(call.id, { ...call, callbacks: callbacks.with(at, { ...answered, outcome, after }) });
    addLateStates(session, after);
  }
}

function addLateStates({ lateStates }: OpenSession, states: readonly ObjectState[]): void {
  for (const state of states) lateStates.set(state.id, state);
}

function addCounts(counts: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(more)) counts[name] = (counts[name] ?? 0) + count;
}

/** Merges counts with recorded calls; a killed thread may have recorded ones not yet counted. */
function maximumCounts(
  counted: Readonly<Record<string, number>>,
  begun: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const names = [...new Set([...Object.keys(counted), ...Object.keys(begun)])];
  return Object.fromEntries(
    names.map((name) => [name, Math.max(counted[name] ?? 0, begun[name] ?? 0)]),
  );
}

function toSession({ module, begun, ended }: OpenSession): readonly Session[] {
  if (begun.length === 0) return [];
  const calls = begun.map((call): Call => {
    const { id: _, ...end } = ended.get(call.id) ?? { id: call.id, ...PENDING };
    return { ...call, ...end };
  });
  return [{ module, calls }];
}

const PENDING: Omit<EndedCall, 'id'> = { outcome: { type: 'pending' }, after: [], callbacks: [] };
