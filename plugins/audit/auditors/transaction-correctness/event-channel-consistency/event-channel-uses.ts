import type { SgNode } from '@ast-grep/napi';
import { languageIn, valueAt } from '../../../../analysis/index.ts';
import { truncateNodeText } from '../../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { readReceiver } from '../../../analysis/transactions/recognize-transaction-and-write-calls.ts';
import type { AuditedCode } from '../../../rule.ts';
import { isExcludedFile } from '../../../scoring/excluded-files.ts';
import type { ChannelTechnology, ChannelUse } from './compare-event-senders-and-listeners.ts';
import { type ChannelName, readChannelName } from './event-channel-name.ts';

/** Use of a channel, and how its name is written in the code (T652-30). */
export interface DetectedChannelUse extends ChannelUse {
  readonly side: 'publisher' | 'subscriber';
  readonly by: ChannelName['by'];
}

interface Form {
  readonly side: DetectedChannelUse['side'];
  readonly method: RegExp;
  /** null if the receiver determines it. */
  readonly technology: ChannelTechnology | null;
}

const FORMS: readonly Form[] = [
  { side: 'publisher', method: /(?:^|\.)publish$/u, technology: null },
  { side: 'publisher', method: /\.(?:emit|send_to)$/u, technology: null },
  { side: 'subscriber', method: /\.p?subscribe$/u, technology: null },
  { side: 'subscriber', method: /\.(?:on|once)$/u, technology: null },
  { side: 'subscriber', method: /\.add_listener$/u, technology: 'postgres' },
];
const SQL_FORMS: readonly (readonly [DetectedChannelUse['side'], RegExp])[] = [
  ['publisher', /pg_notify\s*\(\s*'([\w:.-]+)'/giu],
  ['publisher', /(?<!['\w])\bNOTIFY\s+"?([a-z_][\w]*)"?(?=\s*(?:[,;'"`)]|$))/gmu],
  ['subscriber', /(?<!UN)\bLISTEN\s+"?([a-z_][\w]*)"?(?=\s*(?:[;'"`)]|$))/gmu],
];
/** Folders that are searched for senders and for SQL files (T652-27). */
const SOURCES = /(?:^|\/)(?:src|app|apps|lib|server|services?|packages|migrations|alembic)\//u;
/** Paths of files with emitter listeners; a listener for clicks is no channel (T652-28). */
const LISTENING = /(?:handler|listener|subscriber|consumer|event|worker|gateway|socket|ws)/iu;

/** Returns every sender and listener of a project whose channel is known. */
export function findChannelUses(audited: AuditedCode): readonly DetectedChannelUse[] {
  return [...inCalls(audited), ...inSql(audited)];
}

function* inCalls(audited: AuditedCode): Generator<DetectedChannelUse> {
  const { code } = audited;
  for (const [index, { file }] of code.facts.functions.entries()) {
    if (isExcludedFile(file) || !SOURCES.test(`/${file}`)) continue;
    for (const site of code.callsOf(index)) {
      const { call } = site;
      const form = FORMS.find(({ method }) => method.test(call.callee));
      const node = form === undefined ? null : findCallNode(audited, { file, site });
      if (form === undefined || node === null) continue;
      const name = code.nameOf(index, call.callee) ?? '';
      const source = `${call.source ?? name} ${madeOf(node, call.callee, file)}`;
      const read = readChannelName(code, file, node);
      const isHearer =
        form.side === 'subscriber' && (LISTENING.test(file) || read?.by === 'unread');
      const isMeant = form.side === 'publisher' || isHearer;
      const technology = form.technology ?? technologyOf(call.callee, source, isMeant);
      if (technology === null || read === null) continue;
      const place = { source_file: file, source_line: call.line };
      yield { channel_name: read.name, ...place, technology, side: form.side, by: read.by };
    }
  }
}

/** Returns the value of a client as written: `const subscriber = RedisAdapter.subscriber`. */
function madeOf(call: SgNode, callee: string, file: string): string {
  const client = readReceiver(callee);
  const value = client === '' ? null : valueAt(call, client, languageIn(file));
  return value === null ? '' : truncateNodeText(value);
}

/** Returns the transport of a call; null for browser events, streams and unknown receivers. */
function technologyOf(callee: string, source: string, isMeant: boolean): ChannelTechnology | null {
  if (/redis|pubsub|valkey/iu.test(`${callee} ${source}`)) {
    return /\.(?:p?subscribe|publish)$/u.test(callee) ? 'redis' : null;
  }
  if (!/\.(?:emit|on|once|send_to)$/u.test(callee)) return null;
  if (/^(?:socket\.io|flask_socketio)/u.test(source) || /\b(?:io|sio|socket\w*)\./iu.test(callee)) {
    return 'socket';
  }
  const isBus = /(?:emitter|events?|bus)\.(?:emit|on|once)$/iu.test(callee);
  return isBus && isMeant ? 'emitter' : null;
}

/** Yields PostgreSQL channels in migrations and in SQL statements of the code. */
function* inSql({ code }: AuditedCode): Generator<DetectedChannelUse> {
  for (const file of code.files) {
    const isSource = code.languageOf(file) !== null;
    if (isExcludedFile(file) || !(isSource || file.endsWith('.sql'))) continue;
    if (!SOURCES.test(`/${file}`)) continue;
    const text = code.textOf(file) ?? '';
    for (const [side, pattern] of SQL_FORMS) {
      for (const found of text.matchAll(pattern)) {
        const lines = text.slice(0, found.index).split('\n');
        // A comment about a channel does not use it.
        if (/^\s*(?:#|\/\/|\*|--)/u.test(lines.at(-1) ?? '')) continue;
        const place = { source_file: file, source_line: lines.length };
        const shared = { ...place, technology: 'postgres', side, by: 'literal' } as const;
        yield { channel_name: found[1] ?? '', ...shared };
      }
    }
  }
}
