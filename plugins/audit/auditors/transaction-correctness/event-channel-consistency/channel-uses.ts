import type { CallSite } from 'perf-harness';
import { isExcluded } from '../../../judge/excluded-files.ts';
import { variableIn } from '../../../look/variables.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { ChannelTechnology, ChannelUse } from './compare-channels.ts';

/** A use, and whether its name is no literal where it stands (T652-30). */
export interface FoundUse extends ChannelUse {
  readonly side: 'publisher' | 'subscriber';
  readonly by: 'literal' | 'constant' | 'template';
}

interface Form {
  readonly side: FoundUse['side'];
  readonly method: RegExp;
  /** null: by what it is called on. */
  readonly technology: ChannelTechnology | null;
}

const FORMS: readonly Form[] = [
  { side: 'publisher', method: /(?:^|\.)publish$/u, technology: null },
  { side: 'publisher', method: /\.(?:emit|send_to)$/u, technology: null },
  { side: 'subscriber', method: /\.p?subscribe$/u, technology: null },
  { side: 'subscriber', method: /\.(?:on|once)$/u, technology: null },
  { side: 'subscriber', method: /\.add_listener$/u, technology: 'postgres' },
];
const SQL_FORMS: readonly (readonly [FoundUse['side'], RegExp])[] = [
  ['publisher', /pg_notify\s*\(\s*'([\w:.-]+)'/giu],
  ['publisher', /(?<!['\w])\bNOTIFY\s+"?([a-z_][\w]*)"?(?=\s*(?:[,;'"`)]|$))/gmu],
  ['subscriber', /(?<!UN)\bLISTEN\s+"?([a-z_][\w]*)"?(?=\s*(?:[;'"`)]|$))/gmu],
];
/** Where senders are looked for, and files of SQL (T652-27). */
const SOURCES = /(?:^|\/)(?:src|app|apps|lib|server|services?|packages|migrations|alembic)\//u;
/** Where listeners of emitters are: what hears clicks is no channel (T652-28). */
const LISTENING = /(?:handler|listener|subscriber|consumer|event|worker|gateway|socket|ws)/iu;

/** Every sender and hearer of a project whose channel can be told. */
export function channelUses(audited: AuditedCode): readonly FoundUse[] {
  return [...inCalls(audited), ...inSql(audited)];
}

function* inCalls(audited: AuditedCode): Generator<FoundUse> {
  const { code } = audited;
  for (const [index, { file }] of code.facts.functions.entries()) {
    if (isExcluded(file) || !SOURCES.test(`/${file}`)) continue;
    for (const site of code.callsOf(index)) {
      const { call, raw } = site;
      const form = FORMS.find(({ method }) => method.test(call.callee));
      if (form === undefined) continue;
      const name = code.nameOf(index, call.callee) ?? '';
      const technology =
        form.technology ??
        technologyOf(call.callee, call.source ?? name, file, form.side) ??
        technologyOf(heldBy(audited, site), '', file, form.side);
      const read = technology === null ? null : readChannel(audited, file, raw.argumentText);
      if (technology === null || read === null) continue;
      const place = { source_file: file, source_line: call.line };
      yield { channel_name: read.name, ...place, technology, side: form.side, by: read.by };
    }
  }
}

/** `subscriber.subscribe`, said by what the variable holds: `redis.subscribe`. */
function heldBy(audited: AuditedCode, site: CallSite): string {
  const [, receiver = '', method = ''] =
    /^(?:this\.|self\.)?(\w+)\.(\w+)$/u.exec(site.call.callee) ?? [];
  const held = receiver === '' ? null : variableIn(audited, site, receiver);
  return held?.how === 'alias' ? `${held.of}.${method}` : '';
}

/** null: it is something that happens on a page, in a stream, or nobody knows where. */
function technologyOf(
  callee: string,
  source: string,
  file: string,
  side: FoundUse['side'],
): ChannelTechnology | null {
  if (/redis|pubsub|valkey/iu.test(`${callee} ${source}`)) {
    return /\.(?:p?subscribe|publish)$/u.test(callee) ? 'redis' : null;
  }
  if (!/\.(?:emit|on|once|send_to)$/u.test(callee)) return null;
  if (/^(?:socket\.io|flask_socketio)/u.test(source) || /\b(?:io|sio|socket\w*)\./iu.test(callee)) {
    return 'socket';
  }
  const isBus = /(?:emitter|events?|bus)\.(?:emit|on|once)$/iu.test(callee);
  return isBus && (side === 'publisher' || LISTENING.test(file)) ? 'emitter' : null;
}

/** The first argument: a literal, a template, a constant, a variable of the environment. */
function readChannel(
  { code }: AuditedCode,
  file: string,
  argumentText: string,
): { readonly name: string; readonly by: FoundUse['by'] } | null {
  const first = argumentText.replace(/^\(\s*/u, '');
  const literal = /^(['"])([\w:./*-]+)\1/u.exec(first)?.[2];
  if (literal !== undefined) return { name: literal.replaceAll('*', '{}'), by: 'literal' };
  const template = /^(?:f(['"])(.+?)\1|`([^`]+)`)/u.exec(first);
  if (template !== null) {
    const text = template[2] ?? template[3] ?? '';
    const name = text.replace(/\$?\{[^}]*\}/gu, '{}').replaceAll('*', '{}');
    // Of one that is put together of variables alone nobody can say what it is.
    return /\w/u.test(name) ? { name, by: 'template' } : null;
  }
  const variable = /^((?:[\w$]+\.)*[A-Z][A-Z\d_]+)\s*[,)]/u.exec(first)?.[1]?.split('.').at(-1);
  return variable === undefined ? null : { name: constant(code, file, variable), by: 'constant' };
}

/** What a constant says, in its own file first; where nobody knows, it goes by its name. */
function constant(code: AuditedCode['code'], file: string, name: string): string {
  const written = new RegExp(`\\b${name}\\s*(?::[^=\\n]*)?[=:]\\s*['"]([\\w:./-]+)['"]`, 'u');
  for (const one of [file, ...code.files]) {
    if (code.languageOf(one) === null) continue;
    const found = written.exec(code.textOf(one) ?? '')?.[1];
    if (found !== undefined) return found;
  }
  return `env:${name}`;
}

/** Of PostgreSQL, in migrations and in statements of the code. */
function* inSql({ code }: AuditedCode): Generator<FoundUse> {
  for (const file of code.files) {
    const isSource = code.languageOf(file) !== null;
    if (isExcluded(file) || !(isSource || file.endsWith('.sql'))) continue;
    if (!SOURCES.test(`/${file}`)) continue;
    const text = code.textOf(file) ?? '';
    for (const [side, pattern] of SQL_FORMS) {
      for (const found of text.matchAll(pattern)) {
        const lines = text.slice(0, found.index).split('\n');
        // What is written about a channel is none.
        if (/^\s*(?:#|\/\/|\*|--)/u.test(lines.at(-1) ?? '')) continue;
        const place = { source_file: file, source_line: lines.length };
        const shared = { ...place, technology: 'postgres', side, by: 'literal' } as const;
        yield { channel_name: found[1] ?? '', ...shared };
      }
    }
  }
}
