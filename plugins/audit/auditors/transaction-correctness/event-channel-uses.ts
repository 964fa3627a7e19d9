import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, languageIn, valueAt } from '../../../analysis/index.ts';
import { findCallNode } from '../../analysis/calls-and-functions.ts';
import { truncateNodeText } from '../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import { readReceiver } from '../../analysis/transactions/recognize-transaction-and-write-calls.ts';
import type { AuditedCode } from '../../rule.ts';
import { isExcludedFile } from '../../scoring/excluded-files.ts';

interface ChannelName {
  readonly name: string;
  /** False for a name from a constant, a variable or a template (T652-30). */
  readonly isLiteral: boolean;
}

export interface DetectedChannelUse extends ChannelUse {
  readonly side: 'publisher' | 'subscriber';
  readonly isLiteral: boolean;
}

const PUBLISHES = /(?:(?:^|\.)publish|\.emit|\.send_to)$/u;
const SUBSCRIBES = /\.(?:p?subscribe|on|once|add_listener)$/u;
const SQL_FORMS: readonly (readonly [DetectedChannelUse['side'], RegExp])[] = [
  ['publisher', /pg_notify\s*\(\s*'([\w:.-]+)'/giu],
  ['publisher', /(?<!['\w])\bNOTIFY\s+"?([a-z_][\w]*)"?(?=\s*(?:[,;'"`)]|$))/gmu],
  ['subscriber', /(?<!UN)\bLISTEN\s+"?([a-z_][\w]*)"?(?=\s*(?:[;'"`)]|$))/gmu],
];
/** Folders that are searched for senders and for SQL files (T652-27). */
const SOURCES = /(?:^|\/)(?:src|app|apps|lib|server|services?|packages|migrations|alembic)\//u;
/** Paths of files with emitter listeners; a listener for clicks is no channel (T652-28). */
const LISTENING = /(?:handler|listener|subscriber|consumer|event|worker|gateway|socket|ws)/iu;
/** Events that Socket.IO, `ws` and emitters emit by themselves; they are no project channels. */
const RESERVED =
  /^(?:connect(?:_error|_failed|_timeout|ion|ing)?|disconnect(?:ing|ed|ion)?|error|close|open|message|newListener|removeListener|ready|end|reconnect\w*|ping|pong|upgrade)$/u;
const CONSTANT = /^(?:[\w$]+\.)*[A-Z][A-Z\d_]+$/u;

export function findChannelUses(audited: AuditedCode): readonly DetectedChannelUse[] {
  return [...inCalls(audited), ...inSql(audited)];
}

function* inCalls(audited: AuditedCode): Generator<DetectedChannelUse> {
  const { code } = audited;
  for (const [index, { file }] of code.facts.functions.entries()) {
    if (isExcludedFile(file) || !SOURCES.test(`/${file}`)) continue;
    for (const site of code.callsOf(index)) {
      const { callee, line, source } = site.call;
      const isSent = PUBLISHES.test(callee);
      if (!isSent && !SUBSCRIBES.test(callee)) continue;
      const node = findCallNode(audited, site);
      const read = node === null ? null : readChannelName(audited, file, node);
      if (node === null || read === null) continue;
      const origin = `${source ?? code.qualifiedNameOf(index, callee) ?? ''} ${readClient(node, callee, file)}`;
      const technology = technologyOf(callee, origin, isSent || LISTENING.test(file));
      if (technology === null) continue;
      const isEvent = technology === 'socket' || technology === 'emitter';
      if (isEvent && RESERVED.test(read.name)) continue;
      yield {
        channel_name: read.name,
        isLiteral: read.isLiteral,
        source_file: file,
        source_line: line,
        technology,
        side: isSent ? 'publisher' : 'subscriber',
      };
    }
  }
}

/** Returns the value of a client as written: `const subscriber = RedisAdapter.subscriber`. */
function readClient(call: SgNode, callee: string, file: string): string {
  const client = readReceiver(callee);
  const value = client === '' ? null : valueAt(call, client, languageIn(file));
  return value === null ? '' : truncateNodeText(value);
}

/** Returns the transport of a call; null for browser events, streams and unknown receivers. */
function technologyOf(
  callee: string,
  origin: string,
  isInEventCode: boolean,
): ChannelTechnology | null {
  if (/\.add_listener$/u.test(callee)) return 'postgres';
  if (/redis|pubsub|valkey/iu.test(`${callee} ${origin}`)) {
    return /\.(?:p?subscribe|publish)$/u.test(callee) ? 'redis' : null;
  }
  if (!/\.(?:emit|on|once|send_to)$/u.test(callee)) return null;
  if (/^(?:socket\.io|flask_socketio)/u.test(origin) || /\b(?:io|sio|socket\w*)\./iu.test(callee)) {
    return 'socket';
  }
  const isBus = /(?:emitter|events?|bus)\.(?:emit|on|once)$/iu.test(callee);
  return isBus && isInEventCode ? 'emitter' : null;
}

/** Reads a call's first argument: literal, template, constant, or variable assigned above. */
function readChannelName({ code }: AuditedCode, file: string, call: SgNode): ChannelName | null {
  const [first] = argumentsOf(call);
  if (first === undefined) return null;
  const own = readName(code, file, first);
  if (own !== null || first.kind() !== 'identifier') return own;
  const value = valueAt(call, first.text(), languageIn(file));
  const assigned = value === null ? null : readName(code, file, value);
  return assigned === null ? null : { ...assigned, isLiteral: false };
}

function readName(code: AuditedCode['code'], file: string, node: SgNode): ChannelName | null {
  const text = node.text();
  const literal = /^(['"])([\w:./*-]+)\1$/u.exec(text)?.[2];
  if (literal !== undefined) return { name: literal.replaceAll('*', '{}'), isLiteral: true };
  const template = /^(?:f(['"])(.+?)\1|`([^`]+)`)$/u.exec(text);
  if (template !== null) {
    const name = (template[2] ?? template[3] ?? '').replace(/\$?\{[^}]*\}|\*/gu, '{}');
    return { name, isLiteral: false };
  }
  return CONSTANT.test(text) ? { name: readConstant(code, file, text), isLiteral: false } : null;
}

/** Returns a constant's value, from its own file first; if unknown, its name stands for it. */
function readConstant(code: AuditedCode['code'], file: string, path: string): string {
  const name = path.split('.').at(-1) ?? path;
  const written = new RegExp(`\\b${name}\\s*(?::[^=\\n]*)?[=:]\\s*['"]([\\w:./-]+)['"]`, 'u');
  for (const sourceFile of [file, ...code.sources]) {
    const found = written.exec(code.textOf(sourceFile) ?? '')?.[1];
    if (found !== undefined) return found;
  }
  return `env:${name}`;
}

function* inSql({ code }: AuditedCode): Generator<DetectedChannelUse> {
  for (const file of code.files) {
    const isRead = code.languageOf(file) !== null || file.endsWith('.sql');
    if (!isRead || isExcludedFile(file) || !SOURCES.test(`/${file}`)) continue;
    const text = code.textOf(file) ?? '';
    for (const [side, pattern] of SQL_FORMS) {
      for (const found of text.matchAll(pattern)) {
        const source_line = text.slice(0, found.index).split('\n').length;
        const place = { source_file: file, source_line, technology: 'postgres' } as const;
        yield { ...place, channel_name: found[1] ?? '', side, isLiteral: true };
      }
    }
  }
}

/** Transport of an event. Only channels with the same transport are compared. */
type ChannelTechnology = 'postgres' | 'redis' | 'socket' | 'emitter';

/** A place that sends to a channel or hears it (T652-27, T652-28). */
export interface ChannelUse {
  /** Literal, with `{}` for inserted values and `env:NAME` for an environment variable. */
  readonly channel_name: string;
  readonly source_file: string;
  readonly source_line: number;
  readonly technology: ChannelTechnology;
}

/** Verdict on a channel (T652-29). `at` is the reported place. */
export interface ChannelVerdict<Use extends ChannelUse = ChannelUse> {
  readonly verdict: 'OK' | 'MISMATCH' | 'ORPHAN';
  readonly severity: 'CRITICAL' | 'HIGH' | 'MEDIUM' | null;
  readonly at: Use;
  readonly other: Use | null;
}

/** Maximum edit distance between names that are probably meant to be the same (T652-29). */
const MAX_EDIT_DISTANCE = 2;

/** Returns verdicts on every publisher, and on subscribers without a publisher. */
export function compareChannels<Use extends ChannelUse>(
  publishers: readonly Use[],
  subscribers: readonly Use[],
): readonly ChannelVerdict<Use>[] {
  const isSameChannel = (use: Use, other: Use): boolean =>
    use.technology === other.technology && use.channel_name === other.channel_name;
  const withoutSubscriber = publishers.filter(
    (publisher) => !subscribers.some((other) => isSameChannel(publisher, other)),
  );
  const withoutPublisher = subscribers.filter(
    (subscriber) => !publishers.some((other) => isSameChannel(other, subscriber)),
  );
  const matched = new Set<Use>();
  const verdicts = publishers.map((at): ChannelVerdict<Use> => {
    const equal = subscribers.find((other) => isSameChannel(at, other));
    if (equal !== undefined) return { verdict: 'OK', severity: null, at, other: equal };
    const similar = withoutPublisher.find((other) => areSimilar(at, other));
    if (similar === undefined) return { verdict: 'ORPHAN', severity: 'HIGH', at, other: null };
    matched.add(similar);
    return { verdict: 'MISMATCH', severity: 'CRITICAL', at, other: similar };
  });
  const orphans = withoutPublisher
    .filter(
      (use) => !matched.has(use) && !withoutSubscriber.some((other) => areSimilar(other, use)),
    )
    .map((at): ChannelVerdict<Use> => ({ verdict: 'ORPHAN', severity: 'MEDIUM', at, other: null }));
  return [...verdicts, ...orphans];
}

function areSimilar(use: ChannelUse, other: ChannelUse): boolean {
  if (use.technology !== other.technology) return false;
  const [a, b] = [use.channel_name, other.channel_name];
  return a.includes(b) || b.includes(a) || levenshtein(a, b) <= MAX_EDIT_DISTANCE;
}

/** Returns how many characters to insert, delete or replace to turn one name into the other. */
function levenshtein(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
